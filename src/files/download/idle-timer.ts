/** Watches over what comes from the network. */
export interface IdleTimer {
  /** Aborted when the time is up, or with the outer signal. */
  readonly signal: AbortSignal;
  /** Something came: an answer, or so many bytes of it. */
  restart(bytes?: number): void;
  /** Why it was aborted, and whether another attempt may help. */
  why(): { readonly reason: string; readonly again: boolean };
  end(): void;
}

/** What comes is counted over so many times the time that nothing may come. */
const WINDOW = 2;
/** Less is nothing that anybody waits for: a megabyte would take an hour. */
const LEAST_BYTES_PER_SECOND = 250;

/** Gives up when nothing comes for some time, or next to nothing for twice as long. */
export function startIdleTimer(milliseconds: number, outer?: AbortSignal): IdleTimer {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  let reason = `nothing came for ${milliseconds / 1000} s`;
  let again = true;
  // From the beginning: connecting is part of the first stretch.
  let came = 0;
  const seconds = (WINDOW * milliseconds) / 1000;
  const timer = setTimeout(abort, milliseconds);
  const rate = setInterval(() => {
    if (came < LEAST_BYTES_PER_SECOND * seconds) {
      reason = `only ${came} bytes came in ${seconds} s`;
      again = false;
      abort();
    }
    came = 0;
  }, WINDOW * milliseconds);
  outer?.addEventListener('abort', abort);
  if (outer?.aborted) abort();
  return {
    signal: controller.signal,
    restart: (bytes = 0) => {
      came += bytes;
      timer.refresh();
    },
    why: () => ({ reason, again }),
    end: () => {
      clearTimeout(timer);
      clearInterval(rate);
      outer?.removeEventListener('abort', abort);
    },
  };
}
