import type { EmbeddingSpeed } from '../embed/embed-summary.ts';
import type { MissingImage } from '../labelled/labelled-source.ts';
import type { ClassifierEvaluation, JudgedFace } from '../../recognition/evaluate-classifier.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

/** How a classifier does on a data set. */
export interface ClassifyReport {
  /** The classifier file. */
  readonly classifier: string;
  readonly model: ModelIdentity;
  /** Folder or embedding file. */
  readonly data: string;
  /** Above this distance a face is unknown; null: never. */
  readonly threshold: number | null;
  /** People of the data set. */
  readonly classes: number;
  readonly images: number;
  readonly missing: readonly MissingImage[];
  readonly notes: readonly string[];
  readonly faces: readonly JudgedFace[];
  readonly evaluation: ClassifierEvaluation;
  /** Absent when the embeddings were read from a file. */
  readonly embedding?: EmbeddingSpeed;
  /** Of classifying. */
  readonly seconds: number;
}
