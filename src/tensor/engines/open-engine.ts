import { usageError } from '../../core/errors.ts';
import { mayHaveGraphicsCard } from '../onnx/webgpu-probe.ts';
import { inWords } from '../../core/json.ts';
import { DEVICES, ENGINES, type Device, type Engine, type EngineName, type EngineOptions } from '../engine.ts';

/**
 * Opens the engine that is asked for. Only its own runtime is loaded: nobody waits for, or needs to install, the other one.
 *
 * @throws FacekitError `usage` for an unknown `FACEKIT_ENGINE` or options that are none, `runtime-not-loadable`, `engine-missing`, `device-missing`.
 */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  requireEngineOptions(options);
  if (chooseEngine(options.engine) === 'tfjs') return (await import('../tfjs/runtime.ts')).openTfjs(options);
  return (await import('../onnx/open-runtime.ts')).openOnnxRuntime(options);
}

const MOST_THREADS = 1024;

/** Programs in JavaScript may give anything. */
function requireEngineOptions({ engine, device, threads }: EngineOptions): void {
  const refuse = (what: string, name: string, value: unknown): never => {
    throw usageError(`Expected ${what} for \`${name}\` but received ${inWords(value)}.`);
  };
  if (engine !== undefined && !ENGINES.includes(engine)) refuse(`one of ${ENGINES.join(', ')}`, 'engine', engine);
  if (device !== undefined && !DEVICES.includes(device)) refuse(`one of ${DEVICES.join(', ')}`, 'device', device);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS))
    refuse(`a whole number from 1 to ${MOST_THREADS}`, 'threads', threads);
}

/** The engine that is asked for, by option or environment; ONNX Runtime otherwise. */
export function chooseEngine(
  option: EngineName | undefined,
  { FACEKIT_ENGINE: variable = '' }: Readonly<Record<string, string | undefined>> = process.env,
): EngineName {
  if (option !== undefined) return option;
  if (variable === '') return 'onnxruntime';
  const engine = ENGINES.find((name) => name === variable);
  if (engine === undefined)
    throw usageError(`Expected one of ${ENGINES.join(', ')} for FACEKIT_ENGINE but received ${variable}.`);
  return engine;
}

/** Whether ONNX Runtime need not be asked where it computes. */
export const canOnlyBeProcessor = ({ device = 'auto' }: EngineOptions): boolean =>
  device === 'cpu' || (device === 'auto' && !mayHaveGraphicsCard());

/**
 * Settles which device of ONNX Runtime it is, and that it is there, before threads are started that take it as it is. Where it can only be the
 * processor, the runtime is not loaded to find out. TensorFlow.js finds its own in each thread.
 *
 * @throws FacekitError as `openEngine`
 */
export async function settleDevice(options: EngineOptions): Promise<Device> {
  requireEngineOptions(options);
  if (chooseEngine(options.engine) === 'tfjs') return options.device ?? 'auto';
  if (canOnlyBeProcessor(options)) return 'cpu';
  await using engine = await openEngine(options);
  return engine.device;
}

/**
 * Makes sure, before anything is written, that an engine and its device are there.
 *
 * @returns as `settleDevice`
 * @throws FacekitError as `openEngine`
 */
export async function requireEngine(options: EngineOptions): Promise<Device> {
  if (chooseEngine(options.engine) === 'tfjs') await (await openEngine(options)).dispose();
  return settleDevice(options);
}
