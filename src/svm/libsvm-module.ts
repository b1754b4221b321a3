import { createRequire } from 'node:module';
import { rememberHandlers } from '../core/process/process-handlers.ts';

/** What facekit uses of the WebAssembly build of libsvm 3.22 in libsvm-js 0.2.1. Pointers are byte offsets into its memory. */
export interface LibsvmModule {
  /** Views of the memory. They are replaced when it grows: read them anew after every call. */
  readonly HEAP32: Int32Array;
  readonly HEAPF64: Float64Array;
  /** Called with each line that libsvm writes to standard error, whenever it does. */
  printErr: (line: string) => void;
  load(): Promise<unknown>;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _svm_get_nr_sv(model: number): number;
  _svm_get_sv_indices(model: number, target: number): void;
  _svm_free_model(model: number): void;
  cwrap(name: 'libsvm_train_problem', result: 'number', args: ['number', 'string']): TrainProblem;
}

/** Trains on a `svm_problem` with options as libsvm's `svm-train` takes them; returns a `svm_model`. */
export type TrainProblem = (problem: number, command: string) => number;

/**
 * Loads libsvm-js. Its loader is older than `fetch` in Node: it warns that it cannot fetch a file path, and it installs a
 * handler that ends the process on any unhandled rejection. Both are kept away from the program.
 *
 * The module comes wrapped, because it has a `then` that resolves to itself: a promise of it would never settle.
 */
export async function loadLibsvm(): Promise<{ readonly libsvm: LibsvmModule }> {
  const libsvm = withoutSideEffects(
    () => createRequire(import.meta.url)('libsvm-js/out/wasm/libsvm.js') as LibsvmModule,
  );
  await libsvm.load();
  return { libsvm };
}

/** The loader binds `console` and adds its handler while it is evaluated, which is synchronous. */
function withoutSideEffects<T>(evaluate: () => T): T {
  const { log, warn } = console;
  const forgetNewHandlers = rememberHandlers('unhandledRejection');
  const silent = (): void => undefined;
  Object.assign(console, { log: silent, warn: silent });
  try {
    return evaluate();
  } finally {
    Object.assign(console, { log, warn });
    forgetNewHandlers();
  }
}
