import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { Selection } from '../../detection/select-face.ts';
import { createAlignedFolderFinder } from '../../dataset/aligned-folder.ts';
import type { FaceEmbedder } from './batch.ts';
import { describeEmbeddings, modelAlignment } from './describe-embeddings.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import {
  alignmentOfCrops,
  cropSource,
  inspectedSource,
  photographSource,
  type Detection,
  type FaceSource,
  type InspectImage,
} from './face-sources.ts';
import type { Embedder } from '../../facenet/embedder.ts';

/** The part of an embedder that making embeddings of a collection needs; tests pass their own. */
export type CollectionEmbedder = FaceEmbedder &
  Pick<Embedder, 'sha256' | 'standardisation' | 'device' | 'dimension'> & {
    readonly info: Pick<Embedder['info'], 'name' | 'alignment' | 'inputSize'>;
  };

/** What images show: one face each, cut out before; or whole photographs, in which faces are found and chosen. */
export type FaceChoice = { readonly kind: 'crops' } | ({ readonly kind: 'photographs' } & PhotographChoice);

interface PhotographChoice {
  /** Every face, not only the selected one. */
  readonly allFaces: boolean;
  readonly select: Selection;
  /** Pixels around the box; default: the model's. */
  readonly margin?: number | undefined;
}

/** The choice of the FaceNet scripts: the large face in the middle. */
export const MIDDLE_FACE: FaceChoice = { kind: 'photographs', allFaces: false, select: 'center' };

export interface FaceSourceOptions extends Detection {
  readonly choice: FaceChoice;
  /** Whether the embedding of the mirrored face is appended. */
  readonly flip: boolean;
  /** Looks at the images too; default: nobody. Equal files are shown once. */
  readonly inspect?: InspectImage;
}

export interface OpenFaceSource {
  readonly source: FaceSource;
  /** How embeddings of these faces are made: what a file of them says. */
  readonly metadata: EmbeddingFileMetadata;
}

/**
 * Where the faces of images come from for an embedder, and what is to be recorded about their embeddings.
 *
 * @throws FacekitError `alignment-mismatch` for crops that were cut out in another way than the model wants
 */
export async function openFaceSource(
  embedder: CollectionEmbedder,
  files: readonly ImageFile[],
  { choice, flip, inspect, ...detection }: FaceSourceOptions,
): Promise<OpenFaceSource> {
  const { info } = embedder;
  const findFolder = createAlignedFolderFinder();
  const isCrops = choice.kind === 'crops';
  const alignment = isCrops ? await alignmentOfCrops(info, files, findFolder) : modelAlignment(info, choice.margin);
  const metadata = describeEmbeddings(embedder, { flip, alignment });
  const source = isCrops
    ? cropSource(info, { ...detection, findFolder })
    : photographSource(info, { ...detection, ...choice });
  return { source: inspect ? inspectedSource(source, inspect) : source, metadata };
}
