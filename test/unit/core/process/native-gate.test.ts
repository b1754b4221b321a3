import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import {
  closeNativeGate,
  closeNativeGateSync,
  createNativeGate,
  enterNative,
  leaveNative,
  leaveOpening,
  type NativeGate,
} from '../../../../src/core/process/native-gate.ts';

/** A thread that leaves a call after a moment, and says so before. */
const leaveLater = (gate: Int32Array, left: Int32Array, milliseconds: number): Worker =>
  new Worker(
    `const { workerData: { gate, left } } = require('node:worker_threads');
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds});
     Atomics.store(left, 0, 1);
     Atomics.sub(gate, 0, 1);
     Atomics.notify(gate, 0);`,
    { eval: true, workerData: { gate, left } },
  );

describe('a gate to native code', () => {
  /** Whether a new gate can be closed at once, and after each of some steps. */
  const closesAfter = (...steps: readonly ((gate: NativeGate) => void)[]): boolean[] => {
    const gate = createNativeGate();
    return [() => undefined, ...steps].map((step) => {
      step(gate);
      return closeNativeGate(gate);
    });
  };

  test('a thread that starts is inside until it has loaded everything', () => {
    expect(closesAfter(leaveOpening, leaveOpening)).toEqual([false, true, true]);
  });

  test('is left when the last of several calls is done, and calls within a call enter a closed gate', () => {
    expect(closesAfter(enterNative, leaveNative, leaveNative)).toEqual([false, false, false, true]);
  });

  test('the end of the process waits for a call of a thread that opens for as long as it takes', async () => {
    const gate = createNativeGate();
    enterNative(gate);
    const left = new Int32Array(new SharedArrayBuffer(4));
    const thread = leaveLater(gate, left, 300);
    closeNativeGateSync(gate, 20);
    expect(left[0]).toBe(1);
    await thread.terminate();
  });

  test('the end of the process waits for a thread that opens', async () => {
    const gate = createNativeGate();
    const left = new Int32Array(new SharedArrayBuffer(4));
    const thread = leaveLater(gate, left, 100);
    closeNativeGateSync(gate, 60_000);
    expect(left[0]).toBe(1);
    await thread.terminate();
  });

  test('a thread that opens and is in no call is not waited for without end', () => {
    const gate = createNativeGate();
    closeNativeGateSync(gate, 20);
    expect(closeNativeGate(gate)).toBe(true);
  });
});
