import type { DataSetReport } from '../labelled/labelled-source.ts';
import type { ClassifierEvaluation, JudgedFace } from '../../recognition/evaluate-classifier.ts';

/** How a classifier does on a data set. */
export interface ClassifyReport extends DataSetReport {
  /** The classifier file. */
  readonly classifier: string;
  /** Folder or embedding file. */
  readonly data: string;
  /** Above this distance a face is unknown; null: never. */
  readonly threshold: number | null;
  /** People of the data set. */
  readonly classes: number;
  readonly images: number;
  readonly faces: readonly JudgedFace[];
  readonly evaluation: ClassifierEvaluation;
  /** Of classifying. */
  readonly seconds: number;
}
