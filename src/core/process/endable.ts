const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that keeps this thread inside native code, perhaps without end: meanwhile signals do what they do to a program that does not listen
 * to them, they end it at once. Those who listen would not hear of a signal before the work is done.
 */
export async function endableBySignals<T>(work: () => Promise<T>): Promise<T> {
  const listening = SIGNALS.map((signal) => ({ signal, listeners: process.listeners(signal) }));
  for (const { signal } of listening) process.removeAllListeners(signal);
  try {
    return await work();
  } finally {
    for (const { signal, listeners } of listening)
      for (const listener of listeners) if (!process.listeners(signal).includes(listener)) process.on(signal, listener);
  }
}
