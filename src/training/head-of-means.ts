import type { Tensor } from '../core/tensor.ts';
import { norm } from '../core/vector.ts';

/** The sums that a head of mean embeddings is made of: of unit embeddings, (classes, dimension), and of their lengths before. */
export interface EmbeddingSums {
  readonly classes: number;
  readonly dimension: number;
  readonly units: Float64Array;
  lengths: number;
  images: number;
}

export const emptySums = (classes: number, dimension: number): EmbeddingSums => ({
  ...{ classes, dimension, lengths: 0, images: 0 },
  units: new Float64Array(classes * dimension),
});

/** Adds embeddings before they are brought to length 1, (images, dimension), each to the sum of its class. */
export function addEmbeddings(sums: EmbeddingSums, { data }: Tensor<Float32Array>, labels: readonly number[]): void {
  const { dimension, units } = sums;
  for (const [row, label] of labels.entries()) {
    const embedding = data.subarray(row * dimension, (row + 1) * dimension);
    const length = norm(embedding);
    // One of zeros has no direction.
    if (length === 0) continue;
    embedding.forEach((value, i) => {
      units[label * dimension + i] = (units[label * dimension + i] ?? 0) + value / length;
    });
    sums.lengths += length;
    sums.images += 1;
  }
}

/**
 * What cosines are multiplied with to be logits, as in Additive Margin Softmax (Wang et al., 2018): a face that the model knows well then has next to no
 * gradient, and the steps are for those that it does not know. With √2 · ln(classes) all faces pull, and a model loses what it knows.
 */
const SCALE = 30;

/**
 * Weights of a layer that tells the classes apart from the first step on, (dimension, classes): each class's mean embedding, brought to a length with
 * which a logit of an embedding of usual length is the cosine to that mean times 30.
 */
export function headOfMeans({ classes, dimension, units, lengths, images }: EmbeddingSums): Tensor<Float32Array> {
  const scale = (SCALE * images) / lengths;
  const data = new Float32Array(dimension * classes);
  for (let label = 0; label < classes; label++) {
    const sum = units.subarray(label * dimension, (label + 1) * dimension);
    const length = norm(sum);
    // Embeddings that cancel each other have no mean to speak of.
    const factor = length > 0 ? scale / length : 0;
    sum.forEach((value, i) => (data[i * classes + label] = value * factor));
  }
  return { shape: [dimension, classes], data };
}
