/** Keeps the newest of values that come faster than they are taken; the others are gone. */
export interface Newest<T> {
  put(value: T): void;
  /** Nothing more comes; with an error the next that asks gets it. */
  end(error?: Error): void;
  /**
   * The value that came last, once each; waits for one if need be.
   *
   * @returns `pause` where none comes for so long; undefined at the end
   */
  next(milliseconds: number): Promise<{ readonly value: T } | 'pause' | undefined>;
}

export function createNewest<T>(): Newest<T> {
  let newest: { readonly value: T } | undefined;
  let ending: { readonly error: Error | undefined } | undefined;
  let wake: (() => void) | undefined;
  const arrive = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    put: (value) => {
      newest = { value };
      arrive();
    },
    end: (error) => {
      ending = { error };
      arrive();
    },
    next: async (milliseconds) => {
      if (!newest && !ending) await arrivalWithin(milliseconds, (resolve) => (wake = resolve));
      const taken = newest;
      newest = undefined;
      if (taken) return taken;
      if (!ending) return 'pause';
      if (ending.error) throw ending.error;
      return undefined;
    },
  };
}

const arrivalWithin = (milliseconds: number, onArrival: (resolve: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    onArrival(() => {
      clearTimeout(timer);
      resolve();
    });
  });
