import type { RgbImage } from '../../../core/image.ts';
import { boxesEndEarly } from '../boxes.ts';
import type { Heif, HeifError } from './heif-module.ts';
import { corrupt, type OpenedImage, type Refusal, truncated, unsupported } from '../opened-image.ts';
import { inWasm, rgbOf, tooLarge } from './wasm-module.ts';

const KIND = 'HEIC';

/** libheif's error codes (heif_error.h) for what it does not know, and for what it has no memory for. */
const UNSUPPORTED: readonly number[] = [3, 4, 11];
const OUT_OF_MEMORY = 6;

/**
 * HEIC and other HEIF files of HEVC pictures: the primary picture, turned as the file itself says. An EXIF orientation beside that repeats
 * it, and is not applied.
 */
export async function openHeif(bytes: Uint8Array): Promise<OpenedImage> {
  if (boxesEndEarly(bytes)) throw truncated(KIND);
  const { createHeif } = await import('./heif-module.ts');
  const heif = createHeif();
  const handle = inWasm({ kind: KIND, width: 0, height: 0 }, () => primaryPicture(heif, bytes));
  const size = { width: heif.heif_image_handle_get_width(handle), height: heif.heif_image_handle_get_height(handle) };
  return { ...size, unpack: () => inWasm({ kind: KIND, ...size }, () => unpack(heif, handle, size)) };
}

function primaryPicture(heif: Heif, bytes: Uint8Array): object {
  const context = heif.heif_context_alloc();
  const result = heif.heif_context_read_from_memory(context, bytes);
  if (result.code.value !== 0) throw refusalOf(result);
  const handle = heif.heif_js_context_get_primary_image_handle(context);
  if (isError(handle)) throw refusalOf(handle);
  return handle;
}

function unpack(heif: Heif, handle: object, size: { width: number; height: number }): RgbImage {
  const { heif_colorspace: colours, heif_chroma: chroma } = heif;
  const pixels = heif.heif_js_decode_image2(handle, colours.heif_colorspace_RGB, chroma.heif_chroma_interleaved_RGB);
  if (isError(pixels))
    throw pixels.code.value === OUT_OF_MEMORY ? tooLarge({ kind: KIND, ...size }) : refusalOf(pixels);
  const [channel] = pixels.channels;
  if (!channel) throw corrupt(KIND, 'it has no pixels');
  const { width, height, stride, data } = channel;
  return { width, height, data: rgbOf(data, { width, height, unit: 3, stride }) };
}

const isError = (result: object): result is HeifError => 'code' in result;

const refusalOf = ({ code }: HeifError): Refusal =>
  UNSUPPORTED.includes(code.value)
    ? unsupported('HEIF files of this kind')
    : corrupt(KIND, 'its pixels cannot be unpacked');
