import { createAlignedFolderFinder } from '../../dataset/aligned-folder.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { PhotographChoice } from './crop-plan.ts';
import { describeEmbeddings, type DescribedEmbedder, modelAlignment } from './describe-embeddings.ts';
import { noteCrops } from './note-crops.ts';
import { alignmentOfCrops, planPhotographs, planReadyCrops, type PlanCrops } from './plan-crops.ts';

/** What images show: one face each, cut out before; or whole photographs, in which faces are found and chosen. */
export type FaceChoice = { readonly kind: 'crops' } | ({ readonly kind: 'photographs' } & PhotographChoice);

/** The choice of the FaceNet scripts: the large face in the middle. */
export const MIDDLE_FACE: FaceChoice = { kind: 'photographs', allFaces: false, select: 'center' };

export interface CropPlanOptions {
  readonly choice: FaceChoice;
  /** Whether the embedding of the mirrored face is appended. */
  readonly flip: boolean;
  /** Told of crops that are taken for photographs. */
  readonly listener: { notes?(note: string): void };
}

export interface OpenCropPlan {
  readonly planCrops: PlanCrops;
  /** How embeddings of these faces are made: what a file of them says. */
  readonly metadata: EmbeddingFileMetadata;
}

/**
 * How the faces of images are cut out for an embedder, and what is to be recorded about their embeddings.
 *
 * @throws FacekitError `alignment-mismatch` for crops that were cut out in another way than the model wants
 */
export async function openCropPlan(
  embedder: DescribedEmbedder,
  files: readonly ImageFile[],
  { choice, flip, listener }: CropPlanOptions,
): Promise<OpenCropPlan> {
  const { info } = embedder;
  if (choice.kind === 'photographs') {
    const note = await noteCrops(files);
    if (note !== undefined) listener.notes?.(note);
    const alignment = modelAlignment(info, choice.margin);
    const { detector } = embedder;
    return {
      planCrops: planPhotographs(choice),
      metadata: describeEmbeddings(embedder, { flip, alignment, detector }),
    };
  }
  const findFolder = createAlignedFolderFinder();
  const alignment = await alignmentOfCrops(info, files, findFolder);
  return {
    planCrops: planReadyCrops(info, findFolder),
    metadata: describeEmbeddings(embedder, { flip, alignment }),
  };
}
