import { loadOnnxRuntime } from './open-runtime.ts';
import type { ProbeResult } from './webgpu-probe.ts';

/** The body of the process: its one message is the result. */
async function answer(send: (result: ProbeResult) => void): Promise<void> {
  const { whyDeviceMissing } = await loadOnnxRuntime();
  send({ reason: await whyDeviceMissing('webgpu') });
  process.disconnect();
}

if (process.send) await answer(process.send.bind(process));
