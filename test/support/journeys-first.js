import Sequencer from '@jest/test-sequencer';

const isJourney = ({ path }) => /\/test\/(journey|replay)\//.test(path);

/** Whole migrations take minutes: begun first they run beside everything else, and none is left over at the end. */
export default class JourneysFirst extends Sequencer {
  sort(tests) {
    const inOrder = super.sort(tests);
    return [...inOrder.filter(isJourney), ...inOrder.filter((test) => !isJourney(test))];
  }
}
