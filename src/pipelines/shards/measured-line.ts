import * as v from 'valibot';
import { checkJson } from '../../core/json.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { COUNT, NUMBER } from '../../models/model-schema.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import { FACE, formatCheckedLine, formatFace, parseFace, readCheckedLine } from '../embed/partial-record.ts';

/** An image with its faces and measurements as a line that tells whether it was changed, without its line end. */
export function formatMeasuredLine(embedded: EmbeddedImage): string {
  const { path } = embedded.image;
  if (embedded.status === 'unreadable') {
    const { status, reason, message } = embedded;
    return formatCheckedLine({ path, status, reason, message });
  }
  const { status, key, resized, faces, measurement } = embedded;
  return formatCheckedLine({ path, status, key, resized, faces: faces.map(formatFace), measurement });
}

const SIZE = v.object({ side: NUMBER, score: NUMBER });
const MEASUREMENT = v.object({
  hash: v.tuple([COUNT, COUNT]),
  width: COUNT,
  height: COUNT,
  size: v.nullable(SIZE),
  sharpness: NUMBER,
  others: v.array(SIZE),
});
const LINE = v.variant('status', [
  v.object({ path: v.string(), status: v.literal('unreadable'), reason: v.string(), message: v.string() }),
  v.object({
    path: v.string(),
    status: v.picklist(['embedded', 'no-face']),
    key: v.string(),
    resized: v.boolean(),
    faces: v.array(FACE),
    measurement: MEASUREMENT,
  }),
]);

/**
 * Reads a line; undefined for one that is cut off, was changed, or is none.
 *
 * @param imageAt the image of a path; undefined where there is none
 */
export function parseMeasuredLine(
  line: Buffer,
  imageAt: (path: string) => ImageFile | undefined,
): EmbeddedImage | undefined {
  const json = readCheckedLine(line);
  const parsed = json === undefined ? undefined : checkJson(json, LINE);
  const image = parsed?.ok ? imageAt(parsed.value.path) : undefined;
  if (!parsed?.ok || !image) return undefined;
  const { value } = parsed;
  if (value.status === 'unreadable') {
    const { status, reason, message } = value;
    return { image, status, reason, message };
  }
  const { status, key, resized, faces, measurement } = value;
  return { image, status, key, resized, measurement, reused: false, faces: faces.map(parseFace) };
}
