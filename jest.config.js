/**
 * Tests run as native ES modules (NODE_OPTIONS=--experimental-vm-modules, which the npm scripts set).
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: '<rootDir>/test/support/environment.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      },
    ],
  },
  // Real servers answer in milliseconds; the limit is for a machine with other things to do.
  testTimeout: 60_000,
  maxWorkers: 2,
  reporters: process.env.A2D_TEST_OUTCOME ? ['default', '<rootDir>/test/support/outcome-reporter.js'] : ['default'],
  testSequencer: '<rootDir>/test/support/journeys-first.js',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};
