import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import {
  closeNativeGate,
  closeNativeGateSync,
  createNativeGate,
  enterNative,
  leaveNative,
} from '../../../../src/core/process/native-gate.ts';

/** A thread that leaves the gate after a moment. */
const leaveLater = (gate: Int32Array, milliseconds: number): Worker =>
  new Worker(
    `const { workerData } = require('node:worker_threads');
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds});
     Atomics.sub(workerData, 0, 1);
     Atomics.notify(workerData, 0);`,
    { eval: true, workerData: gate },
  );

describe('a gate to native code', () => {
  test('a thread that starts is inside until it has loaded everything', () => {
    const gate = createNativeGate();
    expect(closeNativeGate(gate)).toBe(false);
    leaveNative(gate);
    expect(closeNativeGate(gate)).toBe(true);
  });

  test('is left when the last of several calls is done, and calls within a call enter a closed gate', () => {
    const gate = createNativeGate();
    expect(closeNativeGate(gate)).toBe(false);
    enterNative(gate);
    leaveNative(gate);
    expect(closeNativeGate(gate)).toBe(false);
    leaveNative(gate);
    expect(closeNativeGate(gate)).toBe(true);
  });

  test('the end of the process waits for another thread, and no longer than it may', async () => {
    const gate = createNativeGate();
    expect(closeNativeGateSync(gate, 20)).toBe(false);
    const thread = leaveLater(gate, 100);
    expect(closeNativeGateSync(gate, 30_000)).toBe(true);
    await thread.terminate();
  });
});
