import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { type Corners, faceEntry } from '../../dataset/alignment-record.ts';
import { type Selection, selectFace } from '../../detection/select-face.ts';
import { alignForModel } from '../../facenet/align-for-model.ts';
import type { CompareListener, EmbedderTool } from './compare-networks.ts';
import type { DroppedImage, Photograph, ReadPhotograph } from '../photographs/read-photograph.ts';
import type { AnnotationWriter } from '../photographs/write-annotations.ts';

export interface FaceChoice {
  /** The face of an image that is compared; of no account with `allFaces`. */
  readonly select: Selection;
  readonly allFaces: boolean;
  /** Pixels around the box; of no account with a model that is aligned by landmarks. */
  readonly margin: number;
}

export interface FaceSearch {
  readonly choice: FaceChoice;
  readonly embedder: EmbedderTool;
  readonly listener: CompareListener;
  /** Absent when no pictures are wanted. */
  readonly annotations: AnnotationWriter | undefined;
  /** When aborted, no further image is begun. */
  readonly signal: AbortSignal;
}

/** A row of the matrix: a face of an image. */
export interface ComparedFace {
  /** The image as the user named it. */
  readonly path: string;
  /** Position among the faces of the image, the most certain first. */
  readonly face: number;
  readonly box: Corners;
  readonly score: number;
  readonly landmarks: readonly (readonly [number, number])[];
}

/** The rows of the matrix with their crops, and the images that gave none. */
export interface FoundFaces {
  readonly images: ComparedFace[];
  readonly crops: RgbImage[];
  readonly dropped: DroppedImage[];
}

/** Takes the faces to compare, image by image: of a photograph only the crops are kept. */
export async function findFaces(photographs: AsyncIterable<Photograph>, search: FaceSearch): Promise<FoundFaces> {
  const found: FoundFaces = { images: [], crops: [], dropped: [] };
  for await (const photograph of photographs) {
    if (search.signal.aborted) break;
    const dropped = photograph.kind === 'unreadable' ? photograph.dropped : await addFaces(photograph, search, found);
    if (!dropped) continue;
    found.dropped.push(dropped);
    search.listener.drops(dropped);
  }
  return found;
}

/** Adds the chosen faces of an image; says so when there is none. */
async function addFaces(
  { source, image, faces }: ReadPhotograph,
  { choice, embedder, annotations }: FaceSearch,
  found: FoundFaces,
): Promise<DroppedImage | undefined> {
  if (faces.length === 0) return { path: source.path, reason: 'no-face', message: 'no face was found' };
  const rows = new Map<Face, number>();
  for (const [index, face] of chosenFaces(faces, image, choice)) {
    const { box, score, landmarks } = faceEntry(face);
    rows.set(face, found.images.length);
    found.images.push({ path: source.path, face: index, box, score, landmarks });
    found.crops.push(alignForModel(image, face, embedder.info, { margin: choice.margin }));
  }
  const labelled = faces.map((face) => ({ ...face, ...labelOf(rows.get(face)) }));
  await annotations?.write(source, image, labelled);
  return undefined;
}

/** Faces with their positions in the detector's list. */
function chosenFaces(faces: readonly Face[], image: RgbImage, { select, allFaces }: FaceChoice): [number, Face][] {
  const chosen = selectFace(faces, image, select);
  return [...faces.entries()].filter(([index]) => allFaces || index === chosen);
}

const labelOf = (row: number | undefined): { label?: string } => (row === undefined ? {} : { label: String(row) });
