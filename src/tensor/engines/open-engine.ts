import { usageError } from '../../core/errors.ts';
import { ENGINES, type Engine, type EngineName, type EngineOptions } from '../engine.ts';

/**
 * Opens the engine that is asked for. Only its own runtime is loaded: nobody waits for, or needs to install, the other one.
 *
 * @throws FacekitError `usage` for an unknown `FACEKIT_ENGINE`, `runtime-not-loadable`, `engine-missing`, `device-missing`.
 */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  if (chooseEngine(options.engine) === 'tfjs') return (await import('../tfjs/runtime.ts')).openTfjs(options);
  return (await import('../onnx/open-runtime.ts')).openOnnxRuntime(options);
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

/**
 * Makes sure, before anything is written, that an engine and its device are there. ONNX Runtime on the processor always is, and is
 * not loaded for it.
 *
 * @throws FacekitError as `openEngine`
 */
export async function requireEngine(options: EngineOptions): Promise<void> {
  const { device = 'auto' } = options;
  if (chooseEngine(options.engine) === 'onnxruntime' && (device === 'auto' || device === 'cpu')) return;
  await (await openEngine(options)).dispose();
}
