import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { readAnnotations } from '../../dataset/face-annotations/read-annotations.ts';
import type { AnnotationFormat, LabelledFace } from '../../dataset/face-annotations/annotations.ts';
import { walkImages, type FoundImage } from '../../dataset/walk.ts';
import type { FaceLabel } from '../../training/mtcnn/windows.ts';
import { matchImages } from '../evaluate-detection/match-images.ts';

/** Where a photograph is. */
export interface LabelledImage extends Pick<FoundImage, 'path' | 'member'> {
  readonly file: string;
}

/** A photograph with its faces. */
export interface LabelledPhotograph {
  readonly image: LabelledImage;
  readonly faces: readonly FaceLabel[];
  /** Not all its faces are labelled: what shows none of them may show another. */
  readonly landmarksOnly?: boolean | undefined;
}

export interface LabelledFolder {
  /** Of the photographs. */
  readonly folder: string;
  /** A file or a folder. */
  readonly annotations: string;
  readonly format?: AnnotationFormat | undefined;
}

/**
 * The photographs of a folder that annotations list.
 *
 * @param smallest faces whose longer side has fewer pixels are ignored
 * @param onNotice receives a line about others that they list
 * @throws FacekitError `bad-annotations`, `no-images` and those of reading
 */
export async function readLabelled(
  { folder, annotations: place, format }: LabelledFolder,
  {
    signal,
    smallest,
    onNotice,
  }: {
    readonly signal: AbortSignal;
    readonly smallest: number;
    readonly onNotice: (line: string) => void;
  },
): Promise<LabelledPhotograph[]> {
  const { annotations } = await readAnnotations(place, format);
  if (annotations.kind === 'ellipses')
    throw new FacekitError('bad-annotations', `Expected boxes of faces in ${place} but found FDDB's ellipses.`);
  if (annotations.images.length === 0)
    throw new FacekitError('bad-annotations', `Expected photographs with faces in ${place} but it lists none.`);
  const { images } = await walkImages(folder, signal);
  const { matched } = matchImages(annotations.images, images, folder);
  const missing = annotations.images.length - matched.length;
  if (missing > 0) onNotice(`Photographs that ${place} lists and that are not there, which are left out: ${missing}.`);
  return matched.map(({ image, faces }) => ({
    image: { ...image, file: path.join(folder, image.path) },
    faces: faces.map((face) => toLabel(face, smallest)),
  }));
}

function toLabel({ x, y, width, height, settings, landmarks }: LabelledFace, smallest: number): FaceLabel {
  const ignored = settings.length === 0 || Math.max(width, height) < smallest;
  return { box: { x1: x, y1: y, x2: x + width, y2: y + height }, landmarks, ignored };
}
