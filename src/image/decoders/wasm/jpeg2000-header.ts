import { boxesEndEarly, boxesOf } from '../boxes.ts';
import { corrupt, truncated, unsupported, viewOf } from '../opened-image.ts';

/** What the codestream of a JPEG 2000 file says about the image (ISO/IEC 15444-1, section A.5.1). */
export interface Jpeg2000Header {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

const KIND = 'JPEG 2000';
/** Of the SIZ segment, up to the first channel's own numbers. */
const FIXED_BYTES = 42;

/** @throws Refusal `truncated`, `corrupt`, `unsupported-format` */
export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header {
  const codestream = codestreamOf(bytes);
  if (codestream.length < FIXED_BYTES) throw truncated(KIND);
  const view = viewOf(codestream);
  if (view.getUint32(0) !== 0xff4fff51) throw corrupt(KIND, 'its header has no size');
  const [width, height] = [view.getUint32(8) - view.getUint32(16), view.getUint32(12) - view.getUint32(20)];
  const channels = view.getUint16(40);
  if (width < 1 || height < 1) throw corrupt(KIND, `a size of ${width}×${height}`);
  if (codestream.length < FIXED_BYTES + channels * 3) throw truncated(KIND);
  for (let c = 0; c < channels; c++) {
    const at = FIXED_BYTES + c * 3;
    if (view.getUint8(at + 1) !== 1 || view.getUint8(at + 2) !== 1)
      throw unsupported('JPEG 2000 files with channels of several sizes');
  }
  if (channels < 1 || channels > 4) throw unsupported(`JPEG 2000 files of ${channels} channels`);
  return { width, height, channels };
}

/** A bare codestream, or that in the boxes of a JP2 file. */
function codestreamOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xff) return bytes;
  const box = [...boxesOf(bytes)].find(({ type }) => type === 'jp2c');
  if (!box) throw boxesEndEarly(bytes) ? truncated(KIND) : corrupt(KIND, 'it has no pixels');
  return bytes.subarray(box.start, box.end);
}

/** Whether the codestream lacks its mark of the end. */
export const endsEarly = (bytes: Uint8Array): boolean =>
  boxesEndEarly(bytes) || Buffer.from(bytes.subarray(-64)).lastIndexOf(Buffer.of(0xff, 0xd9)) === -1;
