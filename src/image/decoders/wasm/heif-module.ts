import { compileWasm, type EmscriptenOptions, requireFile } from './wasm-module.ts';

/** What facekit uses of libheif-js 1.23.2, libheif and libde265 in WebAssembly. Loaded when the first HEIC is met. */
export interface Heif {
  readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGB: object };
  heif_context_alloc(): object;
  heif_context_read_from_memory(context: object, file: Uint8Array): HeifError;
  heif_js_context_get_primary_image_handle(context: object): object | HeifError;
  /** In pixels of the image as it is shown: turned and cropped as the file says. */
  heif_image_handle_get_width(handle: object): number;
  heif_image_handle_get_height(handle: object): number;
  heif_js_decode_image2(handle: object, colours: object, chroma: object): HeifPixels | HeifError;
}

export interface HeifError {
  readonly code: { readonly value: number };
}

interface HeifPixels {
  readonly channels: readonly {
    readonly width: number;
    readonly height: number;
    /** Bytes from row to row. */
    readonly stride: number;
    readonly data: Uint8Array;
  }[];
}

const options = compileWasm('libheif-js/libheif-wasm/libheif.wasm');
const load = requireFile('libheif-js/libheif-wasm/libheif.js') as (options: EmscriptenOptions) => Heif;

/** A decoder with a memory of its own, which is given back with it: one an image. */
export const createHeif = (): Heif => load(options());
