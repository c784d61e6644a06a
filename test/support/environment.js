// Runs what `onFileEnd` collected after the last afterAll of a test file: a database is dropped when the pool that used it is closed.
import { TestEnvironment } from 'jest-environment-node';

export default class FileEndEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.a2dOnFileEnd = [];
  }

  async handleTestEvent(event) {
    if (event.name !== 'run_finish') return;
    const cleanups = this.global.a2dOnFileEnd.splice(0).reverse();
    for (const cleanup of cleanups) await cleanup();
  }
}
