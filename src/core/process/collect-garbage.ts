import { setImmediate as turn } from 'node:timers/promises';

/**
 * Has this thread let go of all that nothing uses any more. Pixels lie outside of the heap: a thread that has worked on a large image
 * and then waits would hold hundreds of megabytes of them, since it collects its garbage only when it makes more.
 */
export async function collectGarbage(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  // What the work has awaited last is held until its turn is over, and native memory is given back in a turn of its own.
  await turn();
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
  await turn();
}
