/** Ends a run with the line that continuous integration reads: printed last, after the summary of other reporters. */
export default class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + (numFailedTests === 0 ? numFailedTestSuites + numRuntimeErrorTestSuites : 0);
    process.once('exit', () => {
      process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
    });
  }
}
