import type { FacekitError } from '../../core/errors.ts';

/** Process exit codes: what a shell script can tell apart. */
export const EXIT = { done: 0, failed: 1, usage: 2, bug: 70 } as const;

/** Signals that ask a program to stop, and the exit codes that shells expect then. */
export const STOP_SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

/** The exit code of a command that was asked to stop, by the name of the signal. */
const stoppedBy = (reason: unknown): number => (isStopSignal(reason) ? STOP_SIGNALS[reason] : STOP_SIGNALS.SIGINT);

const isStopSignal = (reason: unknown): reason is StopSignal =>
  typeof reason === 'string' && Object.hasOwn(STOP_SIGNALS, reason);

/** The exit code of a command that was asked to stop. */
export const interruptedExitCode = (signal: AbortSignal): number => stoppedBy(signal.reason);

/** The exit code of a command that an error ends. */
export function exitCodeOf({ code, data }: FacekitError): number {
  if (code === 'usage') return EXIT.usage;
  return code === 'interrupted' ? stoppedBy(data.reason) : EXIT.failed;
}
