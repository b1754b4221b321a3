import createDecoder from '@jsquash/jxl/codec/dec/jxl_dec.js';
import { compileWasm, type EmscriptenOptions } from './wasm-module.ts';

/** What facekit uses of @jsquash/jxl 1.3.0, libjxl in WebAssembly. Loaded when the first JPEG XL is met. */
export interface Jxl {
  /** The first frame in sRGB: red, green, blue, alpha, turned as the file says; null for whatever is wrong. */
  decode(
    file: Uint8Array,
  ): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray } | null;
}

const options = compileWasm('@jsquash/jxl/codec/dec/jxl_dec.wasm');
const load = createDecoder as unknown as (options: EmscriptenOptions) => Promise<Jxl>;

/** A decoder with a memory of its own, which is given back with it: one an image. */
export const createJxl = (): Promise<Jxl> => load(options());
