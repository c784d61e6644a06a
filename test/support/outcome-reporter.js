// Writes jest's own totals to the file that A2D_TEST_OUTCOME names, for .ci/run. Not `success`: jest decides on that only after its reporters have run, and says
// it with its exit code.
import { writeFileSync } from 'node:fs';

export default class OutcomeReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests, wasInterrupted } = results;
    const outcome = { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests, wasInterrupted };
    writeFileSync(process.env.A2D_TEST_OUTCOME, JSON.stringify(outcome));
  }
}
