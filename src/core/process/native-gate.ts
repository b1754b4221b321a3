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
const OPENING = 2;

/** The gate of a thread that is about to start. That it opens is a call too, around all that it calls meanwhile, until `leaveOpening`. */
export function createNativeGate(): NativeGate {
  const gate = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  gate[CALLS] = 1;
  gate[OPENING] = 1;
  return gate;
}

/** The thread has loaded everything. Said by itself, or by who waits no longer for that: then it is to be ended as soon as no other call is under way. */
export function leaveOpening(gate: NativeGate): void {
  if (Atomics.exchange(gate, OPENING, 0) === 1) leaveNative(gate);
}

/** Closes the gate. True when no native call is under way any more: now its thread may be ended. */
export function closeNativeGate(gate: NativeGate): boolean {
  Atomics.store(gate, CLOSED, 1);
  return Atomics.load(gate, CALLS) === 0;
}

/**
 * The same when the calls under way are done, however long they take: the calling thread stands still meanwhile. That the thread opens may wait for what
 * never comes, from this thread for one: after `openingMs` only the calls within count.
 */
export function closeNativeGateSync(gate: NativeGate, openingMs: number): void {
  const end = performance.now() + openingMs;
  while (!closeNativeGate(gate)) {
    const calls = Atomics.load(gate, CALLS);
    const left = end - performance.now();
    if (left <= 0) leaveOpening(gate);
    if (calls > 0) Atomics.wait(gate, CALLS, calls, left > 0 ? left : Infinity);
  }
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
