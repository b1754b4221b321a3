import type { Box } from '../../core/box.ts';
import type { Face, Landmarks } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { alignSimilarity, alignSimilarityFromCrop, type CropOrigin } from '../../detection/align-by-landmarks.ts';
import { selectFace, type Selection } from '../../detection/select-face.ts';
import { alignForModel } from '../../facenet/align-for-model.ts';
import type { EmbedderInfo } from '../../models/known-models.ts';

/** How faces are cut out of an image. Plain data: it crosses to worker threads. */
export type CropPlan =
  /** The image is the face. */
  | { readonly kind: 'as-is' }
  /** The image is a crop, which is turned by the landmarks that its photograph had. */
  | { readonly kind: 'turned'; readonly origin: CropOrigin }
  /** The image is a crop whose landmarks are not known: they are found again. */
  | { readonly kind: 'found-again' }
  | ({ readonly kind: 'photograph' } & PhotographChoice)
  /** Faces are found in the image, and none is cut out. */
  | { readonly kind: 'faces' };

/** Which faces of a photograph are meant, and how much of it around them. */
export interface PhotographChoice {
  /** Every face, not only the selected one. */
  readonly allFaces: boolean;
  readonly select: Selection;
  /** Pixels around the box; default: the model's. */
  readonly margin?: number | undefined;
}

/** A face cut out for the network. */
export interface FaceCrop {
  readonly image: RgbImage;
  /** Place among the faces found in the image, the most certain first. */
  readonly face: number;
  /** Where the face was found in the image, and how certain that is; null for an image that is a crop already. */
  readonly box: Box | null;
  readonly score: number | null;
  /** Where the detector finds them. */
  readonly landmarks?: Landmarks | undefined;
}

/** The faces that were cut out of an image, and all that were found in it. */
export interface CutFaces {
  readonly crops: readonly FaceCrop[];
  /** Empty where none were looked for. */
  readonly found: readonly Face[];
}

/** Finds the faces of an image. It is called again before an earlier image is done. */
export type DetectFaces = (image: RgbImage) => Promise<readonly Face[]>;

/** What a model takes. */
export type ModelInput = Pick<EmbedderInfo, 'name' | 'alignment' | 'inputSize'>;

export interface Cutting {
  readonly model: Pick<ModelInput, 'alignment' | 'inputSize'>;
  /** Called where the plan asks for faces to be found. */
  readonly detect: DetectFaces;
}

/** Cuts faces out of an image as planned. */
export async function cutFaces(image: RgbImage, plan: CropPlan, { model, detect }: Cutting): Promise<CutFaces> {
  if (plan.kind === 'as-is') return { crops: [wholeImage(image)], found: [] };
  if (plan.kind === 'turned')
    return { crops: [wholeImage(alignSimilarityFromCrop(image, plan.origin, model.inputSize))], found: [] };
  const found = await detect(image);
  if (plan.kind === 'faces') return { crops: [], found };
  const { select, allFaces, margin } =
    plan.kind === 'photograph' ? plan : { select: 'center' as const, allFaces: false, margin: undefined };
  const chosen = selectFace(found, image, select);
  const cut = (face: Face): RgbImage =>
    plan.kind === 'photograph'
      ? alignForModel(image, face, model, { margin })
      : alignSimilarity(image, face, model.inputSize);
  const crops = found.flatMap((face, index) =>
    allFaces || index === chosen
      ? { ...placeOf(face), image: cut(face), face: plan.kind === 'photograph' ? index : 0 }
      : [],
  );
  return { crops, found };
}

const placeOf = ({ box, score, landmarks }: Face) => ({ box, score, landmarks });

const wholeImage = (image: RgbImage): FaceCrop => ({ image, face: 0, box: null, score: null });
