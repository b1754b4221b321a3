import type { FacekitError } from '../../core/errors.ts';

/** Process exit codes: what a shell script can tell apart. */
export const EXIT = { done: 0, failed: 1, usage: 2, bug: 70 } as const;

/** Signals that ask a program to stop, and the exit codes that shells expect then. */
export const STOP_SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

/** The exit code of a command that was asked to stop, by the name of the signal. */
const stoppedBy = (reason: unknown): number => (reason === 'SIGTERM' ? STOP_SIGNALS.SIGTERM : STOP_SIGNALS.SIGINT);

/** The exit code of a command that was asked to stop. */
export const interruptedExitCode = (signal: AbortSignal): number => stoppedBy(signal.reason);

/** The exit code of a command that an error ends. */
export function exitCodeOf({ code, data }: FacekitError): number {
  if (code === 'usage') return EXIT.usage;
  return code === 'interrupted' ? stoppedBy(data.reason) : EXIT.failed;
}
