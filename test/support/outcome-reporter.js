// Writes jest's own totals to the file that A2D_TEST_OUTCOME names, for .ci/run.
import { writeFileSync } from 'node:fs';

export default class OutcomeReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests, success } = results;
    const outcome = { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests, success };
    writeFileSync(process.env.A2D_TEST_OUTCOME, JSON.stringify(outcome));
  }
}
