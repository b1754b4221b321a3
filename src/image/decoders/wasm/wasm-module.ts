import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { messageOf } from '../../../core/errors.ts';
import { corrupt, Refusal } from '../opened-image.ts';

const require = createRequire(import.meta.url);

/** A CommonJS file of a package. */
export const requireFile = (name: string): unknown => require(name);

/** What Emscripten's loaders take: how to make the instance, and where the program's own messages go, which is nowhere. */
export interface EmscriptenOptions {
  readonly noInitialRun: boolean;
  instantiateWasm(imports: object, receive: (instance: { readonly exports: object }) => void): object;
  print(): void;
  printErr(): void;
}

/**
 * Compiles the WebAssembly file of a package, for loaders that would look for it elsewhere.
 *
 * @param name as it would be imported
 * @returns makes the options of one instance: loaders turn them into the module that they return
 */
export function compileWasm(name: string): () => EmscriptenOptions {
  const module = new WebAssembly.Module(readFileSync(require.resolve(name)));
  return () => ({
    noInitialRun: true,
    instantiateWasm: (imports, receive) => {
      const instance = new WebAssembly.Instance(module, imports);
      receive(instance);
      return instance.exports;
    },
    print: () => undefined,
    printErr: () => undefined,
  });
}

/** What is known of an image that is unpacked. */
interface Attempt {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Runs a decoder whose failures come as exceptions of many kinds, numbers among them.
 *
 * @throws Refusal
 */
export function inWasm<T>({ kind, width, height }: Attempt, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (!/memory|allocat|OOM/i.test(messageOf(error))) throw corrupt(kind, 'its pixels cannot be unpacked');
    throw tooLarge({ kind, width, height });
  }
}

/** For an image within the limit of pixels that takes more than the 2 to 4 GB of a WebAssembly memory. */
export const tooLarge = ({ kind, width, height }: Attempt): Refusal =>
  new Refusal(
    'too-many-pixels',
    `its ${width}×${height} pixels take more memory than the reader of ${kind} has; convert it to JPEG`,
  );

/** Rows of pixels that begin with red, green and blue, without what follows these and the rows. */
export function rgbOf(
  pixels: Uint8Array | Uint8ClampedArray,
  { width, height, unit, stride }: { width: number; height: number; unit: number; stride: number },
): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = y * stride; x < width; x++, from += unit, to += 3) {
      data[to] = pixels[from] ?? 0;
      data[to + 1] = pixels[from + 1] ?? 0;
      data[to + 2] = pixels[from + 2] ?? 0;
    }
  }
  return data;
}
