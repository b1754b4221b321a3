import { compileWasm, type EmscriptenOptions, requireFile } from './wasm-module.ts';

/** What facekit uses of @cornerstonejs/codec-openjpeg 1.3.6, OpenJPEG in WebAssembly. Loaded when the first JPEG 2000 is met. */
export interface OpenJpeg {
  readonly J2KDecoder: new () => Jpeg2000Decoder;
}

export interface Jpeg2000Decoder {
  /** Memory to put the file into. */
  getEncodedBuffer(bytes: number): Uint8Array;
  decode(): void;
  /** Zeros when nothing could be decoded. */
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
  };
  /** Channels interleaved; above 8 bits two bytes a sample, the lower one first. */
  getDecodedBuffer(): Uint8Array;
  /** OpenJPEG's OPJ_COLOR_SPACE. */
  getColorSpace(): number;
}

const options = compileWasm('@cornerstonejs/codec-openjpeg/decodewasm');
const load = requireFile('@cornerstonejs/codec-openjpeg/decodewasmjs') as (
  options: EmscriptenOptions,
) => Promise<OpenJpeg>;

/** A decoder with a memory of its own, which is given back with it: one an image. */
export const createOpenJpeg = (): Promise<OpenJpeg> => load(options());
