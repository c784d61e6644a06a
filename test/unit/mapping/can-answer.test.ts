import { canAnswer } from '../../../src/mapping/index.js';

const kinds = ['value', 'link', 'merge', 'loadFlagged', 'leaveOut'] as const;
const answersOf = (question: Parameters<typeof canAnswer>[1]) => kinds.filter((kind) => canAnswer(kind, question));

describe('what can answer a question', () => {
  test.each([
    [
      'an e-mail address that is missing',
      { object: 'user', code: 'no-email', field: 'email' },
      ['value', 'merge', 'loadFlagged', 'leaveOut'],
    ],
    ['a shared mailbox', { object: 'user', code: 'shared-mailbox', field: 'email' }, kinds],
    ['keys that lead to two Contacts', { object: 'user', code: 'match-disagree' }, ['link', 'merge', 'loadFlagged', 'leaveOut']],
    ['a membership whose user is held', { object: 'membership', code: 'because-of', field: 'contact_id' }, ['leaveOut']],
    [
      'a membership that ends before it begins',
      { object: 'membership', code: 'dates-reversed', field: 'removed_at' },
      ['value', 'loadFlagged', 'leaveOut'],
    ],
    ['a workspace without a name', { object: 'workspace', code: 'no-name', field: 'name' }, ['value', 'loadFlagged', 'leaveOut']],
  ] as const)('%s', (_, question, expected) => {
    expect(answersOf(question)).toEqual(expected);
  });
});
