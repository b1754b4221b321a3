import { FacekitError } from '../core/errors.ts';
import type { LibsvmModule } from './libsvm-module.ts';

/** A piece of libsvm's memory that grows on demand; its content is lost when it does. */
export class Region {
  readonly #libsvm: LibsvmModule;
  #bytes = 0;
  start = 0;

  constructor(libsvm: LibsvmModule) {
    this.#libsvm = libsvm;
  }

  reserve(bytes: number): number {
    if (bytes > this.#bytes) {
      this.free();
      this.start = withinMemory(() => this.#libsvm._malloc(bytes));
      this.#bytes = bytes;
    }
    return this.start;
  }

  free(): void {
    if (this.#bytes > 0) this.#libsvm._free(this.start);
    this.#bytes = 0;
  }
}

/**
 * The pointer that a call gives.
 *
 * @throws FacekitError `svm-memory`: Emscripten throws the text `abort(…)` when its memory cannot grow any more
 */
export function withinMemory(call: () => number): number {
  try {
    const pointer = call();
    if (pointer > 0) return pointer;
  } catch (cause) {
    if (typeof cause !== 'string') throw cause;
  }
  throw new FacekitError(
    'svm-memory',
    'Training needs more than the 2 GB that libsvm can use: expected fewer images in the two largest classes. ' +
      'Train with at most some thousand images per class (`nrofTrainImagesPerClass`).',
  );
}
