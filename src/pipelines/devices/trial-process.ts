import { messageOf } from '../../core/errors.ts';
import { measureEngineSpeed, type EngineSpeed } from '../../facenet/engine-speed.ts';
import type { Engine } from '../../tensor/engine.ts';
import { TFJS_BACKENDS } from '../../tensor/tfjs/backends.ts';

/** One way to compute, to be tried in a process of its own. */
export type Trial = { readonly seconds: number } & (
  | { readonly engine: 'onnxruntime'; readonly device: Engine['device'] }
  | { readonly engine: 'tfjs'; readonly backend: string }
);

/** Where it computes, and how fast if `seconds` is above 0; or why it does not. */
export type TrialResult =
  { readonly device: Engine['device']; readonly speed?: EngineSpeed } | { readonly reason: string };

/** Opens the engine, and measures it. */
async function makeTrial(trial: Trial): Promise<TrialResult> {
  await using engine = await open(trial);
  const { device } = engine;
  if (trial.seconds === 0) return { device };
  return { device, speed: await measureEngineSpeed(engine, trial) };
}

async function open(trial: Trial): Promise<Engine> {
  if (trial.engine === 'onnxruntime')
    return (await import('../../tensor/onnx/open-runtime.ts')).openOnnxRuntime({ device: trial.device });
  const { openTfjs } = await import('../../tensor/tfjs/runtime.ts');
  return openTfjs({}, { backends: TFJS_BACKENDS.filter((each) => each.package === trial.backend) });
}

/** The body of the process: the trial is its argument, the result its one message. */
async function answer(send: (result: TrialResult) => void, argument: string): Promise<void> {
  try {
    send(await makeTrial(JSON.parse(argument) as Trial));
  } catch (error) {
    send({ reason: messageOf(error) });
  }
}

if (process.send) await answer(process.send.bind(process), process.argv[2] ?? '');
