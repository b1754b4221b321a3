import { createRequire } from 'node:module';
import path from 'node:path';
import { FacekitError, messageOf, systemErrorCode } from '../../core/errors.ts';
import { rememberHandlers } from '../../core/process/process-handlers.ts';
import { backendsFor, howToInstall, TFJS_BACKENDS, type TfjsBackend } from './backends.ts';
import type { Tf } from './graph/value.ts';

/** Imports a package by name; tests pass their own. */
export type ImportPackage = (name: string) => Promise<unknown>;

/** TensorFlow.js with a backend that works. */
export interface LoadedTfjs {
  readonly tf: Tf;
  readonly backend: TfjsBackend;
  /** Where it really computes. */
  readonly device: 'cpu' | 'cuda';
}

export interface LoadOptions {
  /** Default: those that the device allows, in the order of `TFJS_BACKENDS`. */
  readonly backends?: readonly TfjsBackend[];
  readonly importPackage?: ImportPackage;
  /** Receives one line when a backend that is installed cannot be used and another one is taken. */
  readonly onNotice?: (line: string) => void;
}

type TfjsDevice = 'auto' | 'cpu' | 'cuda';

/**
 * Loads the first backend that is installed and works.
 *
 * @throws FacekitError `device-missing` when the device that was asked for is not there, `engine-missing` when no backend is.
 */
export async function loadTfjs(device: TfjsDevice, options: LoadOptions = {}): Promise<LoadedTfjs> {
  const { backends = backendsFor(device), importPackage = importInstalled, onNotice = warn } = options;
  const failures: Failure[] = [];
  for (const backend of backends) {
    const result = await tryBackend(backend, device, importPackage);
    if ('tf' in result) {
      const broken = failures.filter(({ installed }) => installed);
      if (broken.length > 0) onNotice(`${broken.map(describe).join('; ')}. Taking ${backend.package} instead.`);
      return result;
    }
    failures.push(result);
  }
  throw device === 'cuda' ? cudaMissing(failures) : nothingPresent(failures);
}

interface Failure {
  readonly backend: TfjsBackend;
  readonly installed: boolean;
  readonly reason: string;
}

async function tryBackend(
  backend: TfjsBackend,
  wanted: TfjsDevice,
  importPackage: ImportPackage,
): Promise<LoadedTfjs | Failure> {
  try {
    const tf = backend.name === 'wasm' ? await loadWasm(importPackage) : await loadNative(backend, importPackage);
    if (!(await tf.setBackend(backend.name))) throw new Error('it could not be initialised');
    const device = usesGpu(tf) ? 'cuda' : 'cpu';
    if (wanted === 'auto' || wanted === device) return { tf, backend, device };
    return {
      backend,
      installed: true,
      reason: device === 'cpu' ? 'it finds no GPU' : 'it computes on the GPU',
    };
  } catch (error) {
    const installed = !isMissing(error, [backend.package, ...backend.beside]);
    return { backend, installed, reason: installed ? firstSentence(error) : 'it is not installed' };
  }
}

/** The packages with TensorFlow's own library bring tfjs-core with them. */
async function loadNative(backend: TfjsBackend, importPackage: ImportPackage): Promise<Tf> {
  restoreUtil(createRequire(import.meta.url)('node:util') as Record<string, unknown>);
  // TensorFlow's library tells every start about its build on standard error; what is 2 and more are errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  return (await importPackage(backend.package)) as Tf;
}

/**
 * Puts functions back that tfjs-node 4.22 calls in every operation and that Node.js removes: `isNullOrUndefined` is gone since
 * version 23, `isArray` is to follow, and both print deprecation warnings in 22. The CommonJS module object is the one that the
 * package sees; what ES modules import of `node:util` does not change.
 */
export function restoreUtil(util: Record<string, unknown>): void {
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

/** The interface of the package that is used. */
interface WasmPackage {
  setWasmPaths(folder: string): void;
}

/** Its WebAssembly has SIMD where the processor has it. In Node.js the package itself turns threads off. */
async function loadWasm(importPackage: ImportPackage): Promise<Tf> {
  const tf = (await importPackage('@tensorflow/tfjs-core')) as Tf;
  const wasm = (await importPackage('@tensorflow/tfjs-backend-wasm')) as WasmPackage;
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${path.dirname(main)}${path.sep}`);
  const forgetNewHandlers = rememberHandlers('uncaughtException', 'unhandledRejection');
  try {
    await tf.setBackend('wasm');
    return tf;
  } finally {
    forgetNewHandlers();
  }
}

/** The packages are CommonJS: the default export is the object that they fill. */
const importInstalled: ImportPackage = async (name) => {
  const module = (await import(name)) as { readonly default?: unknown };
  return module.default ?? module;
};

/** What the backend of tfjs-node says of itself; the others know nothing of it. */
const usesGpu = (tf: Tf): boolean =>
  (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;

/** Whether one of these packages is not there, and not something that it needs in turn. */
const isMissing = (error: unknown, packages: readonly string[]): boolean =>
  ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(systemErrorCode(error) ?? '') &&
  packages.some((name) => messageOf(error).includes(`'${name}'`));

const firstSentence = (error: unknown): string => (messageOf(error).split('\n')[0] ?? '').trim().replace(/\.$/, '');

const describe = ({ backend, reason }: Failure): string => `Cannot use ${backend.package}: ${reason}`;

const warn = (line: string): void => {
  process.emitWarning(line);
};

function cudaMissing(failures: readonly Failure[]): FacekitError {
  const why = failures.map(describe).join('; ');
  const remedies = failures.map(({ backend }) => installing(backend)).join(', ');
  return new FacekitError(
    'device-missing',
    `Expected the device cuda but the engine tfjs cannot use it here. ${why}. Install it ${remedies}, or choose \`device: cpu\`.`,
  );
}

function nothingPresent(failures: readonly Failure[]): FacekitError {
  const broken = failures.filter(({ installed }) => installed).map(describe);
  const why = broken.length > 0 ? `${broken.join('; ')}.` : 'None of its packages is installed.';
  const remedies = TFJS_BACKENDS.map(installing).join(', ');
  return new FacekitError(
    'engine-missing',
    `Expected a backend for the engine tfjs but found none that works. ${why} Install one beside facekit, ${remedies}. Or choose \`engine: onnxruntime\`.`,
  );
}

const installing = (backend: TfjsBackend): string =>
  `with \`${howToInstall(backend)}\`${backend.needs === undefined ? '' : ` (needs ${backend.needs})`}`;
