import { availableParallelism } from 'node:os';
import type { Box } from '../../core/box.ts';
import { untilAborted } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import type { RecordedAlignment } from '../../dataset/embedding-file/contents.ts';
import { alignSimilarity, alignSimilarityFromCrop } from '../../detection/align-by-landmarks.ts';
import { selectFace, type Selection } from '../../detection/select-face.ts';
import type { EmbedderInfo } from '../../models/known-models.ts';
import { alignForModel } from '../../facenet/align-for-model.ts';
import type { FindAlignedFolder } from '../../dataset/aligned-folder.ts';
import type { ImageFile } from '../../dataset/image-files.ts';

/** A face cut out for the network. */
export interface FaceCrop {
  readonly image: RgbImage;
  /** Place among the faces found in the image, the most certain first. */
  readonly face: number;
  /** Where the face was found in the image, and how certain that is; null for an image that is a crop already. */
  readonly box: Box | null;
  readonly score: number | null;
}

/** Where faces come from: makes crops for the network out of decoded images. */
export interface FaceSource {
  /** Images that are read and decoded at a time. */
  readonly inFlight: number;
  /** What decides the crops besides the image's bytes: where both are equal, the faces are. */
  variantOf(file: ImageFile): Promise<string>;
  cropsOf(image: RgbImage, file: ImageFile): Promise<readonly FaceCrop[]>;
}

/** Is shown an image when it is decoded, with the faces that were cut out of it. */
export type InspectImage = (image: RgbImage, file: ImageFile, crops: readonly FaceCrop[]) => void;

/** A source whose images are shown to somebody before their pixels are let go. */
export const inspectedSource = (source: FaceSource, inspect: InspectImage): FaceSource => ({
  inFlight: source.inFlight,
  variantOf: (file) => source.variantOf(file),
  cropsOf: async (image, file) => {
    const crops = await source.cropsOf(image, file);
    inspect(image, file, crops);
    return crops;
  },
});

/** Finds the faces of an image. It is called again before an earlier image is done. */
export type DetectFaces = (image: RgbImage) => Promise<readonly Face[]>;

type ModelInput = Pick<EmbedderInfo, 'name' | 'alignment' | 'inputSize'>;

/** Photographs are large: as many as keep the codec's threads and the detectors busy. */
const PHOTOGRAPHS_IN_FLIGHT = Math.max(4, availableParallelism() + 2);
/** Crops are small; so many that the codec does not run dry while the network has the main thread. */
const CROPS_IN_FLIGHT = 64;

export interface Detection {
  readonly detect: DetectFaces;
  /** Images that wait for the detector are given up when this is aborted. */
  readonly signal?: AbortSignal;
}

/** Once stopped, nothing is found any more. */
const detectUntilStopped = ({ detect, signal }: Detection): DetectFaces => untilAborted(detect, [], signal);

export interface PhotographOptions extends Detection {
  /** Every face, not only the selected one. */
  readonly allFaces: boolean;
  readonly select: Selection;
  /** Pixels around the box; default: the model's. */
  readonly margin?: number | undefined;
}

/** Photographs, in which the detector finds the faces. */
export function photographSource(model: ModelInput, options: PhotographOptions): FaceSource {
  const { allFaces, select, margin } = options;
  const detect = detectUntilStopped(options);
  const cut = (image: RgbImage, face: Face, index: number): FaceCrop => ({
    image: alignForModel(image, face, model, { margin }),
    face: index,
    box: face.box,
    score: face.score,
  });
  return {
    inFlight: PHOTOGRAPHS_IN_FLIGHT,
    variantOf: () => Promise.resolve(''),
    cropsOf: async (image) => {
      const faces = await detect(image);
      const chosen = selectFace(faces, image, select);
      return faces.flatMap((face, index) => (allFaces || index === chosen ? cut(image, face, index) : []));
    },
  };
}

/** The detector is needed only for a model aligned by landmarks, and crops whose landmarks are not known. */
export interface CropOptions extends Detection {
  readonly findFolder: FindAlignedFolder;
}

/** Images that each show one face, cut out before. */
export const cropSource = (model: ModelInput, options: CropOptions): FaceSource =>
  model.alignment.kind === 'box' ? readyCrops : turnedCrops(model, options);

const asItIs = (image: RgbImage): FaceCrop => ({ image, face: 0, box: null, score: null });

const readyCrops: FaceSource = {
  inFlight: CROPS_IN_FLIGHT,
  variantOf: () => Promise.resolve(''),
  cropsOf: (image) => Promise.resolve([asItIs(image)]),
};

/** Crops for a model that wants them turned by their landmarks: those come from `align`'s list, or are found again on the crop. */
function turnedCrops({ inputSize }: ModelInput, options: CropOptions): FaceSource {
  const { findFolder } = options;
  const detect = detectUntilStopped(options);
  const isTurned = async (file: string): Promise<boolean> => (await findFolder(file))?.kind === 'similarity';
  const originOf = async (file: string) => (await findFolder(file))?.originOf(file);
  return {
    inFlight: CROPS_IN_FLIGHT,
    variantOf: async ({ file }) =>
      (await isTurned(file)) ? 'turned' : JSON.stringify((await originOf(file)) ?? 'detect'),
    cropsOf: async (image, { file }) => {
      if (await isTurned(file)) return [asItIs(image)];
      const origin = await originOf(file);
      if (origin) return [asItIs(alignSimilarityFromCrop(image, origin, inputSize))];
      const faces = await detect(image);
      const face = faces[selectFace(faces, image, 'center')];
      if (!face) return [];
      return [{ image: alignSimilarity(image, face, inputSize), face: 0, box: face.box, score: face.score }];
    },
  };
}

/**
 * How crops were cut out, as far as their folders say. Throws `alignment-mismatch` for crops turned by their landmarks and a
 * model that wants them cut out by their box.
 */
export async function alignmentOfCrops(
  { name, alignment, inputSize }: ModelInput,
  files: readonly ImageFile[],
  findFolder: FindAlignedFolder,
): Promise<RecordedAlignment> {
  if (alignment.kind === 'similarity') return { kind: 'similarity', margin: null, imageSize: inputSize };
  const margins = new Set<number | null>();
  for (const { file, path } of files) {
    const folder = await findFolder(file);
    if (folder?.kind === 'similarity') {
      throw new FacekitError(
        'alignment-mismatch',
        `Expected crops cut out by their box, as ${name} was trained with, but ${path} was made by align \`alignment: similarity\`: align the photographs again without it, or choose \`model: mobilefacenet\`.`,
      );
    }
    margins.add(folder?.margin ?? null);
  }
  const [margin = null, ...others] = margins;
  return { kind: 'box', margin: others.length > 0 ? null : margin, imageSize: inputSize };
}
