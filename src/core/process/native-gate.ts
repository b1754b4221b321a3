import { workerData } from 'node:worker_threads';

/**
 * How many calls of native code a thread has under way, and whether it is to enter no more; shared with the thread that may end it.
 * A thread that is ended inside a native library takes the process with it: the library cannot make the exception that says so, and
 * aborts.
 */
export type NativeGate = Int32Array<SharedArrayBuffer>;

/** What a worker thread is started with, beside its own data. */
export interface GatedData {
  readonly nativeGate: NativeGate;
}

const CALLS = 0;
const CLOSED = 1;

/** The gate of a thread that is about to start. Loading libraries is a native call too: the thread leaves it when it is open for work. */
export function createNativeGate(): NativeGate {
  const gate = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  gate[CALLS] = 1;
  return gate;
}

/** Closes the gate. True when no native call is under way any more: now its thread may be ended. */
export function closeNativeGate(gate: NativeGate): boolean {
  Atomics.store(gate, CLOSED, 1);
  return Atomics.load(gate, CALLS) === 0;
}

/** The same when the calls under way are done; the calling thread stands still meanwhile. False after `milliseconds`. */
export function closeNativeGateSync(gate: NativeGate, milliseconds: number): boolean {
  const end = performance.now() + milliseconds;
  while (!closeNativeGate(gate)) {
    const left = end - performance.now();
    if (left <= 0) return false;
    Atomics.wait(gate, CALLS, Atomics.load(gate, CALLS), left);
  }
  return true;
}

/** Enters native code. Behind a closed gate the thread waits for its end, unless it has a call under way, which may need this one. */
export function enterNative(gate: NativeGate): void {
  const isInside = Atomics.add(gate, CALLS, 1) > 0;
  if (isInside || Atomics.load(gate, CLOSED) === 0) return;
  leaveNative(gate);
  Atomics.wait(gate, CLOSED, 1);
}

/** Leaves native code. */
export function leaveNative(gate: NativeGate): void {
  Atomics.sub(gate, CALLS, 1);
  Atomics.notify(gate, CALLS);
}

/** The gate of this thread; undefined in the main thread, and in threads that facekit did not start. */
export const ownGate: NativeGate | undefined = gateIn(workerData);

/** Runs what calls native code, so that this thread is not ended meanwhile. */
export async function inNativeCode<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!ownGate) return work();
  enterNative(ownGate);
  try {
    return await work();
  } finally {
    leaveNative(ownGate);
  }
}

/** The same for what is done at once. */
export function inNativeCodeSync<Result>(work: () => Result): Result {
  if (!ownGate) return work();
  enterNative(ownGate);
  try {
    return work();
  } finally {
    leaveNative(ownGate);
  }
}

function gateIn(data: unknown): NativeGate | undefined {
  const gate = typeof data === 'object' && data !== null && 'nativeGate' in data ? data.nativeGate : undefined;
  return gate instanceof Int32Array && gate.buffer instanceof SharedArrayBuffer ? (gate as NativeGate) : undefined;
}
