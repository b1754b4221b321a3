/** What every use case of the library takes. */
export interface RunOptions {
  /** What relative paths are relative to. Default: the process's. */
  readonly cwd?: string | undefined;
  /** Ends the run, which then throws `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** A signal for runs that nobody ends. */
export const neverAborted = (): AbortSignal => new AbortController().signal;
