/** Process events with which a loader can take the end of the program into its own hands. */
type FatalEvent = 'uncaughtException' | 'unhandledRejection';

/**
 * Remembers who listens to these events. The function that comes back removes every later listener: WebAssembly loaders made by
 * Emscripten add some that print the source of the loader and end the process.
 */
export function rememberHandlers(...events: readonly FatalEvent[]): () => void {
  const before = events.map((event) => ({ event, known: new Set(listenersOf(event)) }));
  return () => {
    for (const { event, known } of before) {
      for (const listener of listenersOf(event)) if (!known.has(listener)) process.removeListener(event, listener);
    }
  };
}

const listenersOf = (event: string): Listener[] => process.listeners(event as 'exit') as Listener[];
type Listener = (...values: unknown[]) => void;
