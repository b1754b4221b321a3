import type { Engine } from '../tensor/engine.ts';
import { createBatchPredictor } from '../svm/batch-predictor.ts';
import { createNearestProbabilities } from './nearest-mean.ts';
import { usageError } from '../core/errors.ts';
import { distanceToClass } from './class-means.ts';
import type { Classifier } from './classifier.ts';

/** A person that a face may show. */
export interface Candidate {
  readonly name: string;
  /** Among the people of the classifier, whoever the face shows: it adds up to 1 over them, for unknown identities too. */
  readonly probability: number;
  /** Squared Euclidean distance of the face from the person's reference, 0 to 4. */
  readonly distance: number;
}

/** Who a face shows. */
export interface Recognition {
  /** The most probable person; null when the face is too far from that person to be anybody of the classifier. */
  readonly name: string | null;
  /** The most probable people, at least one. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
}

export interface RecognizerOptions {
  /** A face farther than this from its most probable person is unknown; null: every face gets a name. Default: the classifier's. */
  readonly threshold?: number | null;
  /** How many candidates a face has. Default 1. */
  readonly top?: number;
}

export interface Recognizer extends AsyncDisposable {
  recognize(embeddings: readonly Float32Array[]): Promise<Recognition[]>;
}

/**
 * Prepares a classifier to recognize faces. The engine must outlive it; a classifier of the kind `nearest` needs none.
 *
 * @throws FacekitError `usage` without an engine for another kind
 */
export async function createRecognizer(
  classifier: Classifier,
  engine: Engine | undefined,
  { threshold = classifier.unknown.distance, top = 1 }: RecognizerOptions = {},
): Promise<Recognizer> {
  const source = await openProbabilities(classifier, engine);
  const judge = (embedding: Float32Array, probabilities: Float64Array): Recognition => {
    const candidates = mostProbable(probabilities, top).map((index) =>
      candidate(classifier, index, { embedding, probabilities }),
    );
    const [first, ...others] = candidates;
    if (!first) throw new Error('a classifier without classes');
    const isUnknown = threshold !== null && first.distance > threshold;
    return { name: isUnknown ? null : first.name, candidates: [first, ...others] };
  };
  return {
    recognize: async (embeddings) => {
      const probabilities = await source.of(embeddings);
      return embeddings.map((embedding, i) => judge(embedding, probabilities[i] ?? new Float64Array()));
    },
    [Symbol.asyncDispose]: source.dispose,
  };
}

interface Probabilities {
  readonly of: (embeddings: readonly Float32Array[]) => Promise<Float64Array[]>;
  readonly dispose: () => Promise<void>;
}

async function openProbabilities(classifier: Classifier, engine: Engine | undefined): Promise<Probabilities> {
  if (classifier.kind === 'nearest') {
    const probabilities = createNearestProbabilities(classifier);
    return {
      of: (embeddings) => Promise.resolve(embeddings.map(probabilities)),
      dispose: () => Promise.resolve(),
    };
  }
  if (!engine) throw usageError('Expected an engine for a classifier of support vector machines but received none.');
  const predictor = await createBatchPredictor(classifier.svm, engine);
  return {
    of: (embeddings) => predictor.probabilities(embeddings),
    dispose: async () => {
      await predictor[Symbol.asyncDispose]();
    },
  };
}

function candidate(
  { classes }: Classifier,
  index: number,
  { embedding, probabilities }: { embedding: Float32Array; probabilities: Float64Array },
): Candidate {
  const { name = '', references = [] } = classes[index] ?? {};
  return { name, probability: probabilities[index] ?? NaN, distance: distanceToClass(embedding, references) };
}

/** The positions of the `count` highest values, the first of equal ones first. */
function mostProbable(probabilities: Float64Array, count: number): number[] {
  if (count === 1) return [probabilities.indexOf(highest(probabilities))];
  const order = Array.from(probabilities.keys());
  return order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b).slice(0, count);
}

const highest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value));
