import path from 'node:path';
import { boxHeight, boxWidth } from '../../core/box.ts';
import { FacekitError, interruptedError, messageOf } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { mapAhead } from '../../core/map-ahead.ts';
import { spreadOf } from '../../core/percentiles.ts';
import type { Detection } from '../../dataset/face-annotations/annotations.ts';
import type { FoundImage } from '../../dataset/walk.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import type { DetectionSpeed } from './detection-report.ts';

/** What finds the faces of images; tests pass their own. */
export interface DetectionTools {
  readonly detect: DetectFaces;
  readonly decode: (image: Pick<FoundImage, 'member'> & { readonly file: string }) => Promise<RgbImage>;
  /** Images worked on at a time. */
  readonly threads: number;
  /** Milliseconds, growing. */
  readonly now: () => number;
}

/** What was found in an image. */
export interface DetectedFaces {
  readonly detections: readonly Detection[];
  /** Absent where the image could not be read. */
  readonly extent?: { readonly width: number; readonly height: number };
  readonly problem?: string;
}

export interface DetectedFolder {
  /** In the order of the images. */
  readonly images: readonly DetectedFaces[];
  readonly speed: DetectionSpeed;
}

/**
 * Finds the faces of the images of a folder, several at a time. One that cannot be read has none.
 *
 * @param onDone called after each image
 * @throws FacekitError `interrupted`, and those of opening a detector
 */
export async function detectImages(
  images: readonly FoundImage[],
  folder: string,
  {
    tools,
    signal,
    onDone,
  }: { readonly tools: DetectionTools; readonly signal: AbortSignal; readonly onDone: () => void },
): Promise<DetectedFolder> {
  const start = tools.now();
  const milliseconds: number[] = [];
  const found: DetectedFaces[] = [];
  const look = async (image: FoundImage): Promise<DetectedFaces> => {
    if (signal.aborted) throw interruptedError('Interrupted while faces were looked for.', signal);
    return lookAt(image, folder, { tools, took: (time) => milliseconds.push(time) });
  };
  for await (const each of mapAhead(images, { atOnce: tools.threads }, look)) {
    found.push(each);
    onDone();
  }
  const seconds = (tools.now() - start) / 1000;
  const pixels = found.flatMap(({ extent }) => (extent ? [extent.width * extent.height] : []));
  const speed = {
    imagesPerSecond: found.length / seconds,
    milliseconds: spreadOf(milliseconds).median,
    threads: tools.threads,
    pixels: spreadOf(pixels).median,
  };
  return { images: found, speed };
}

interface Looking {
  readonly tools: DetectionTools;
  readonly took: (milliseconds: number) => void;
}

async function lookAt(image: FoundImage, folder: string, { tools, took }: Looking): Promise<DetectedFaces> {
  const picture = await read(image, folder, tools);
  if (typeof picture === 'string') return { detections: [], problem: picture };
  const start = tools.now();
  const faces = await tools.detect(picture);
  took(tools.now() - start);
  return { detections: faces.map(toDetection), extent: { width: picture.width, height: picture.height } };
}

/** The image, or why it cannot be read. */
async function read(
  image: FoundImage,
  folder: string,
  { decode }: Pick<DetectionTools, 'decode'>,
): Promise<RgbImage | string> {
  if (image.problem) return image.problem.message;
  try {
    return await decode({ ...image, file: path.join(folder, image.path) });
  } catch (error) {
    if (error instanceof FacekitError) return messageOf(error);
    throw error;
  }
}

/** The sizes of images, which FDDB's protocol needs where their detections are read. */
export async function measureImages(
  images: readonly FoundImage[],
  folder: string,
  tools: Pick<DetectionTools, 'decode'>,
): Promise<Pick<DetectedFaces, 'extent' | 'problem'>[]> {
  const sizes: Pick<DetectedFaces, 'extent' | 'problem'>[] = [];
  for await (const size of mapAhead(images, { atOnce: 2 }, async (image) => {
    const picture = await read(image, folder, tools);
    return typeof picture === 'string'
      ? { problem: picture }
      : { extent: { width: picture.width, height: picture.height } };
  }))
    sizes.push(size);
  return sizes;
}

const toDetection = ({ box, score }: Face): Detection => ({
  ...{ x: box.x1, y: box.y1, width: boxWidth(box), height: boxHeight(box) },
  score,
});
