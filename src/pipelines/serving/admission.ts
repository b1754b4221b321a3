import { FacekitError } from '../../core/errors.ts';

export interface AdmissionOptions {
  /** How many are worked on at a time. */
  readonly atWork: number;
  /** How many more may wait; who comes after them is turned away. */
  readonly waiting: number;
}

/** Lets in so much work as can be done, has some more wait in turn, and turns away the rest. */
export interface Admission {
  /** Work under way, and work that waits. */
  readonly load: { readonly atWork: number; readonly waiting: number };
  /**
   * @param signal takes work back that waits; what has begun goes on to its end
   * @throws FacekitError `server-busy` when too many wait; `stopped` when the signal came first
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Waiter {
  readonly begin: () => void;
}

export function createAdmission({ atWork: most, waiting: mostWaiting }: AdmissionOptions): Admission {
  let atWork = 0;
  const queue = new Set<Waiter>();
  const takeTurn = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = {
        begin: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      const giveUp = (): void => {
        queue.delete(waiter);
        reject(new FacekitError('stopped', 'The client went away before its turn came.'));
      };
      queue.add(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  const leave = (): void => {
    const [next] = queue;
    if (next) {
      queue.delete(next);
      next.begin();
    } else atWork -= 1;
  };
  return {
    get load() {
      return { atWork, waiting: queue.size };
    },
    run: async (work, signal) => {
      if (signal?.aborted) throw new FacekitError('stopped', 'The client went away before its turn came.');
      if (atWork < most) atWork += 1;
      else if (queue.size < mostWaiting) await takeTurn(signal);
      else throw new FacekitError('server-busy', `${queue.size} photographs wait already: try again in a moment.`);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
