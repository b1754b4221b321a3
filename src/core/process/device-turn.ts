import { isMainThread, workerData } from 'node:worker_threads';

/** A lock that all threads of the process share: what may be done by one of them at a time. */
export type Turn = Int32Array<SharedArrayBuffer>;

const FREE = 0;
const TAKEN = 1;

export const createTurn = (): Turn => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Does work while no other thread, and nobody else in this one, does work in the same turn. */
export async function inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
  while (Atomics.compareExchange(turn, 0, FREE, TAKEN) !== FREE) {
    const { value } = Atomics.waitAsync(turn, 0, TAKEN);
    await value;
  }
  try {
    return await work();
  } finally {
    Atomics.store(turn, 0, FREE);
    Atomics.notify(turn, 0, 1);
  }
}

/** What a worker thread is started with, so that it knows the turn of its process. */
export interface TurnData {
  readonly deviceTurn: Turn;
}

/** The turn of the graphics device in this process; undefined in threads that facekit did not start. */
export const deviceTurn: Turn | undefined = isMainThread ? createTurn() : turnIn(workerData);

function turnIn(data: unknown): Turn | undefined {
  const turn = typeof data === 'object' && data !== null && 'deviceTurn' in data ? data.deviceTurn : undefined;
  return turn instanceof Int32Array && turn.buffer instanceof SharedArrayBuffer ? (turn as Turn) : undefined;
}
