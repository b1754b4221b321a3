import { readFileSync } from 'node:fs';

/**
 * What src/kernels/assembly exports: loops over numbers, as WebAssembly. Addresses are byte offsets of arrays in scratch memory.
 * Each function is documented there.
 */
export interface Kernels {
  readonly addPixelRow: (pixels: number, width: number, above: number, below: number) => void;
  readonly shrinkRow: (
    columns: number,
    width: number,
    above: number,
    below: number,
    down: number,
    perPixel: number,
    tolerance: number,
    bytes: number,
    doubts: number,
  ) => number;
  readonly sumPixels: (pixels: number, width: number, height: number, sums: number) => void;
  readonly shrinkFromSums: ShrinkWindow;
  readonly shrinkFromPixels: ShrinkWindow;
  readonly growPatch: (pixels: number, columns: number, rows: number, side: number, patch: number) => void;
  readonly resizeColumns: (
    pixels: number,
    rowBytes: number,
    height: number,
    filter: number,
    filterBytes: number,
    width: number,
    resized: number,
  ) => void;
  readonly resizeRows: (
    rows: number,
    rowBytes: number,
    filter: number,
    filterBytes: number,
    height: number,
    resized: number,
  ) => void;
  readonly couple: (pairs: number, classes: number, q: number, qp: number, p: number) => void;
  readonly filterRows: (above: number, rowBytes: number, height: number, filtered: number) => void;
  readonly unfilterRows: (filtered: number, rowBytes: number, height: number, rows: number) => number;
  readonly warpRows: (
    pixels: number,
    width: number,
    height: number,
    starts: number,
    rows: number,
    along: number,
    side: number,
    warped: number,
  ) => void;
  readonly innerProducts: (
    rows: number,
    count: number,
    dimension: number,
    queries: number,
    queryCount: number,
    products: number,
  ) => void;
  readonly int16Products: (
    rows: number,
    rowCount: number,
    columns: number,
    columnCount: number,
    dimension: number,
    products: number,
  ) => void;
}

/** `source` is an image, or its sums; `to` the address of a `Shrinking`, whose numbers are int32. */
type ShrinkWindow = (source: number, to: number) => void;

/** Arrays in the memory of the kernels, one behind the other; what they hold at first is left from earlier calls. */
export interface Scratch {
  uint8(length: number): Uint8Array;
  int16(length: number): Int16Array;
  int32(length: number): Int32Array;
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
}

interface Module extends Kernels {
  readonly memory: WebAssembly.Memory;
  readonly scratchStart: () => number;
}

const PAGE = 65_536;
/** Every array begins at a multiple of this; the vectors that are loaded at its end may reach this far beyond it. */
const ALIGNMENT = 16;

const compiled = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels/kernels.wasm', import.meta.url)));

const instantiate = (): Module => new WebAssembly.Instance(compiled).exports as unknown as Module;

const instance = instantiate();

export const kernels: Kernels = instance;

/** Kernels with a memory of their own, for numbers that stay there from call to call. */
export interface KernelMemory {
  readonly kernels: Kernels;
  /** Where the memory may be used from. */
  readonly start: number;
  /** As it is now: it is another object after each growth. */
  buffer(): ArrayBuffer;
  /**
   * Makes it at least so large. What is in it stays.
   *
   * @throws RangeError when the machine has no such memory, or above 4 GB
   */
  reserve(byteLength: number): void;
}

/** A memory of its own: it is given back once nothing refers to it any more. */
export function openKernelMemory(): KernelMemory {
  const own = instantiate();
  return {
    kernels: own,
    start: aligned(own.scratchStart()),
    buffer: () => own.memory.buffer,
    reserve: (byteLength) => {
      growTo(own.memory, byteLength);
    },
  };
}

/**
 * Hands out the memory of the kernels from its beginning. Whoever opens it must be done with it before anybody else in this thread
 * opens it again: between the two nothing may be awaited.
 *
 * @param byteLength of all arrays together
 * @param arrays how many there will be at most
 * @throws RangeError when the memory cannot grow that far, 4 GB at most
 */
export function openScratch(byteLength: number, arrays: number): Scratch {
  const { memory, scratchStart } = instance;
  let next = aligned(scratchStart());
  const end = next + byteLength + (arrays + 1) * 2 * ALIGNMENT;
  growTo(memory, end);
  const take = (size: number): number => {
    const address = next;
    next = aligned(address + size + ALIGNMENT);
    if (next > end) throw new Error('Expected less scratch memory to be asked for than was reserved');
    return address;
  };
  return {
    uint8: (length) => new Uint8Array(memory.buffer, take(length), length),
    int16: (length) => new Int16Array(memory.buffer, take(length * 2), length),
    int32: (length) => new Int32Array(memory.buffer, take(length * 4), length),
    float32: (length) => new Float32Array(memory.buffer, take(length * 4), length),
    float64: (length) => new Float64Array(memory.buffer, take(length * 8), length),
  };
}

function growTo(memory: WebAssembly.Memory, byteLength: number): void {
  const missing = byteLength - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

const aligned = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;
