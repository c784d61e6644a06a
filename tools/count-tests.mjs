// Prints jest's own totals (written by test/support/outcome-reporter.js) as `N passed, N failed`; exit code 1 when anything failed, did not run, or there was nothing to run.
import { readFileSync } from 'node:fs';

let outcome;
try {
  outcome = JSON.parse(readFileSync(process.argv[2], 'utf8'));
} catch {
  console.log('jest left no outcome');
  console.log('0 passed, 1 failed');
  process.exit(1);
}
// A test file that could not be loaded has no tests to fail, and counts as one.
const failed = outcome.numFailedTests + outcome.numRuntimeErrorTestSuites;
const skipped = outcome.numPendingTests + outcome.numTodoTests;
if (skipped > 0) console.log(`${skipped} tests were skipped: there is to be none`);
console.log(`${outcome.numPassedTests} passed, ${failed} failed`);
process.exitCode = !outcome.wasInterrupted && failed === 0 && skipped === 0 && outcome.numPassedTests > 0 ? 0 : 1;
