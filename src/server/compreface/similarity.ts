import { squaredEuclidean } from '../../facenet/distance.ts';
import { modelThreshold } from '../../facenet/compare-metric.ts';
import type { ModelStandardisation } from '../../models/model-info.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';

/**
 * CompreFace's similarity of two faces: `(tanh((c0 − d) · c1) + 1) / 2`, where d is the Euclidean distance of their embeddings. Its two
 * numbers for FaceNet 20180402-114759, from its `embedding-calculator`.
 */
const FACENET = { name: 'facenet-vggface2', c0: 1.1817961, c1: 5.291995557 } as const;

/** The similarity of FaceNet at its LFW threshold of 1.069 is 0.827; other models have the same at theirs. */
const BELOW_C0 = FACENET.c0 - Math.sqrt(1.069);

/** From a squared Euclidean distance of embeddings of length 1, 0 to 4, to a similarity from 0 to 1. */
export type Similarity = (squaredDistance: number) => number;

/** The similarity of a model's embeddings, on the scale that CompreFace's clients have their thresholds on. */
export function createSimilarity(model: StoredModelInfo, standardisation: ModelStandardisation): Similarity {
  const threshold = modelThreshold(model, standardisation, 'euclidean')?.value;
  const c0 = model.name === FACENET.name || threshold === undefined ? FACENET.c0 : threshold + BELOW_C0;
  return (squaredDistance) => (Math.tanh((c0 - Math.sqrt(squaredDistance)) * FACENET.c1) + 1) / 2;
}

/** The similarity of two embeddings. */
export const similarityOf = (similarity: Similarity, a: Float32Array, b: Float32Array): number =>
  similarity(squaredEuclidean(a, b));
