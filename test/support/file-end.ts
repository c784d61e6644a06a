declare global {
  /** Made by the test environment for each test file. */
  var a2dOnFileEnd: (() => Promise<void>)[];
}

/** Has something done once this test file's last `afterAll` has run; the last one asked for is done first. */
export function onFileEnd(cleanup: () => Promise<void>): void {
  globalThis.a2dOnFileEnd.push(cleanup);
}
