import type { Box } from '../../core/box.ts';
import type { Labelled } from '../../dataset/class-split.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { ModelIdentity } from '../../models/model-info.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';

/** A face with the name of the person it shows. */
export interface LabelledFace extends Labelled {
  readonly embedding: Float32Array;
  /** Absolute; of an embedding from a file, where its image was. */
  readonly file: string;
  /** Where the face was found in the image; null for a crop that was taken as it is. */
  readonly box: Box | null;
}

/** The faces of some images of a data set. */
export interface LabelledFaces {
  readonly faces: readonly LabelledFace[];
  readonly metadata: EmbeddingFileMetadata;
  /** Images without a face, and why. */
  readonly missing: readonly MissingImage[];
  /** Undefined when the embeddings were read from a file. */
  readonly speed?: EmbeddingSpeed;
}

/** A data set of people's faces: its images are known at once, their embeddings are made for those that are asked for. */
export interface LabelledSource {
  /** One for each image, with its path below the folder; in no particular order. */
  readonly items: readonly Labelled[];
  /** Folders of people without a single image. */
  readonly emptyClasses: readonly string[];
  /** What is odd about the data. */
  readonly notes: readonly string[];
  /** In the order of `items`. Throws what is wrong with model, crops or signal. */
  embed(items: readonly Labelled[]): Promise<LabelledFaces>;
}

/** The name of a person: that of the folder with blanks for underscores, as in FaceNet's classifier. */
export const nameOfFolder = (folder: string): string => folder.replaceAll('_', ' ');

/** An image that gave no face. */
export interface MissingImage {
  readonly path: string;
  /** `no-face`, or why it cannot be read. */
  readonly reason: string;
}

/** What the report of every run on a collection says of it. */
export interface CollectionReport {
  readonly model: ModelIdentity;
  /** Images without a face, and why. */
  readonly missing: readonly MissingImage[];
}

/** What the report of every run on a data set of people says of it. */
export interface DataSetReport extends CollectionReport {
  /** What is odd about the data. */
  readonly notes: readonly string[];
  /** Absent when the embeddings were read from a file. */
  readonly embedding?: EmbeddingSpeed;
}

/** Of an image without a face: why. Nothing of one with faces. */
export function missingOf(embedded: EmbeddedImage): readonly MissingImage[] {
  if (embedded.status === 'embedded') return [];
  const reason = embedded.status === 'unreadable' ? embedded.reason : embedded.status;
  return [{ path: embedded.image.path, reason }];
}
