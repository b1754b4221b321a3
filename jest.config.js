/** Unit tests need no weights and no network; golden tests read independent numbers from `../shared`. */
const project = (displayName, folder) => ({
  displayName,
  testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`],
  testEnvironment: '<rootDir>/test/support/jest/environment.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
});

// The runtime reads it once, when it is loaded, from the environment of the process: what tests set themselves it does not see.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

export default {
  projects: [
    project('unit', 'unit'),
    project('integration', 'integration'),
    project('golden', 'golden'),
    project('e2e', 'e2e'),
  ],
  testSequencer: '<rootDir>/test/support/jest/sequencer.js',
  reporters: ['default', '<rootDir>/test/support/jest/count-reporter.js'],
  testTimeout: 180_000,
  maxWorkers: 2,
  // A process that has done all still gives back the memory and the threads of native libraries, which takes long where others want the processor.
  workerGracefulExitTimeout: 10_000,
};
