import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Box } from '../../core/box.ts';
import { FacekitError, messageOf } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { type AdmitPixels, type PixelBudget, withinBudget } from '../../core/pixel-budget.ts';
import {
  faceEntry,
  outputsOf,
  recordWithoutFaces,
  type FaceEntry,
  type AlignmentRecord,
} from '../../dataset/alignment-record.ts';
import type { TarMember } from '../../dataset/tar-archive/read-member.ts';
import type { AtomicWriter, StagedFile } from '../../files/atomic-file.ts';
import { requireInside } from '../../files/real-path.ts';
import { cropBoxAround } from '../../image/crop.ts';
import { alignFace, type AlignedFace } from '../../detection/align-by-box.ts';
import { alignSimilarity } from '../../detection/align-by-landmarks.ts';
import { selectFace } from '../../detection/select-face.ts';
import { outputName } from './decide.ts';
import type { CropSettings } from '../collection/crop-settings.ts';

/** One image to work on. */
export interface ImageTask {
  /** Relative to the input folder. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  /** Where it lies in an archive. `file` is then only a name. */
  readonly member?: TarMember | undefined;
  /** Where its crops go, relative to the output folder and without `.png`. */
  readonly stem: string;
  /** Crops of an earlier run, removed unless they are written anew. */
  readonly stale: readonly string[];
}

/** What it takes to work on an image; tests pass their own. */
export interface ImageTools {
  decode(image: Pick<ImageTask, 'file' | 'member'>, admit: AdmitPixels): Promise<RgbImage>;
  readonly budget: PixelBudget;
  detect(image: RgbImage): Promise<readonly Face[]>;
  encode(image: RgbImage): Promise<Uint8Array>;
  readonly writer: AtomicWriter;
}

export interface ImageWork {
  readonly settings: CropSettings;
  /** Absolute path of the output folder. */
  readonly output: string;
  readonly tools: ImageTools;
}

/** Failures of the output, not of the image: they end the run. */
const FATAL = new Set(['disk-full', 'output-not-writable', 'write-failed', 'leads-outside']);

/**
 * Finds the faces of an image and writes their crops. An image that cannot be read, or fails in any other way, is a record too.
 *
 * @throws FacekitError `disk-full`, `output-not-writable`, `write-failed`, `leads-outside`: then none of the image's crops is left half-written
 */
export async function processImage(task: ImageTask, work: ImageWork): Promise<AlignmentRecord> {
  try {
    const record = await withinBudget(work.tools.budget, (admit) => alignImage(task, work, admit));
    await removeStale(task, record, work.output);
    return record;
  } catch (error) {
    if (error instanceof FacekitError && FATAL.has(error.code)) throw error;
    return unreadable(task, error);
  }
}

async function alignImage(task: ImageTask, work: ImageWork, admit: AdmitPixels): Promise<AlignmentRecord> {
  const image = await work.tools.decode(task, admit);
  const faces = await work.tools.detect(image);
  const entries = await writeCrops(image, faces, { task, work });
  const { width, height } = image;
  return { path: task.path, status: faces.length > 0 ? 'aligned' : 'no-face', width, height, faces: entries };
}

/** Errors with a code say what is wrong with the image. Others are unexpected, but the run is worth more than one image. */
function unreadable({ path: image, file }: ImageTask, error: unknown): AlignmentRecord {
  const reason = error instanceof FacekitError ? error.code : 'failed';
  // The record names the image already, and reads the same wherever the input folder lies.
  const message = messageOf(error)
    .replace(`Cannot read ${file}: `, '')
    .replace(/^Cannot read the image: /, '');
  return recordWithoutFaces(image, 'unreadable', reason, message.replace(/\s*\n\s*/g, ' '));
}

interface Crop {
  readonly cropBox: Box;
  /** Relative to the output folder. */
  readonly output: string;
  readonly staged: StagedFile;
}

async function writeCrops(
  image: RgbImage,
  faces: readonly Face[],
  { task, work }: { readonly task: ImageTask; readonly work: ImageWork },
): Promise<FaceEntry[]> {
  const { settings } = work;
  const chosen = settings.detectMultipleFaces ? [...faces.keys()] : [selectFace(faces, image, settings.select)];
  const crops = new Map<number, Crop>();
  try {
    for (const index of chosen) {
      const face = faces[index];
      if (face)
        crops.set(
          index,
          await stageCrop(image, face, {
            output: outputName(task.stem, crops.size, settings.detectMultipleFaces),
            work,
          }),
        );
    }
    // The first crop appears last: where it is, the others are too.
    for (const { staged } of [...crops.values()].reverse()) await staged.commit();
  } catch (error) {
    await Promise.all(Array.from(crops.values(), ({ staged }) => staged.discard()));
    throw error;
  }
  return faces.map((face, index) => withCrop(faceEntry(face), crops.get(index)));
}

async function stageCrop(
  image: RgbImage,
  face: Face,
  { output, work }: { readonly output: string; readonly work: ImageWork },
): Promise<Crop> {
  const { image: crop, cropBox } = cutFace(image, face, work.settings);
  const png = await work.tools.encode(crop);
  return { cropBox, output, staged: await work.tools.writer.stage(path.join(work.output, output), png) };
}

/** Of a face turned upright, the crop box is the face's own: no rectangle of the image holds just its pixels. */
function cutFace(image: RgbImage, face: Face, { alignment, imageSize, margin }: CropSettings): AlignedFace {
  if (alignment === 'box') return alignFace(image, face, { imageSize, margin });
  return { image: alignSimilarity(image, face, imageSize), cropBox: cropBoxAround(face.box, 0, image) };
}

function withCrop(entry: FaceEntry, crop: Crop | undefined): FaceEntry {
  if (!crop) return entry;
  const { x1, y1, x2, y2 } = crop.cropBox;
  return { ...entry, selected: true, cropBox: [x1, y1, x2, y2], output: crop.output };
}

async function removeStale({ stale }: ImageTask, record: AlignmentRecord, output: string): Promise<void> {
  const fresh = new Set(outputsOf(record));
  for (const crop of stale) {
    if (fresh.has(crop)) continue;
    await requireInside(output, [path.posix.dirname(crop)]);
    await rm(path.join(output, crop), { force: true });
  }
}
