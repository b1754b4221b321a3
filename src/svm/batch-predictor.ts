import type { Engine, Session } from '../tensor/engine.ts';
import { describeNetwork } from '../tensor/describe.ts';
import { createCoupler } from './coupling.ts';
import { pairCount, type SvmModel } from './model.ts';
import { checkDimension, createPredictor, mostProbable, type Prediction } from './predict.ts';
import { collapsedIsCheaper, collapseLinear } from './weight-vectors.ts';

/** Predicts many embeddings with the probabilities of pairs computed by an engine, in single precision (within about 1e-6). */
export interface BatchPredictor extends AsyncDisposable {
  /** One array of probabilities a vector, as `Predictor.probabilities`. */
  probabilities(vectors: readonly Float32Array[]): Promise<Float64Array[]>;
  /** The most probable class of every vector. */
  predict(vectors: readonly Float32Array[]): Promise<Prediction[]>;
}

/** Vectors a run. Every run has this many, filled up with zeros: a result then never depends on its neighbours. */
const BATCH = 128;

/** Weights of pairs above which a layer is not made of them: 100 people have 2.5 million with 512 numbers, 1,000 have 256 million. */
const MOST_WEIGHTS = 2 ** 22;

const suitsEngine = (model: SvmModel): boolean =>
  model.kernel.type === 'linear' &&
  (collapsedIsCheaper(model) || pairCount(model.labels.length) * model.dimension <= MOST_WEIGHTS);

/**
 * Prepares a model for many vectors. The pairs of a linear model are one dense layer and sigmoids; other kernels, and so many classes
 * that their pairs are far more than their support vectors, are computed without the engine. For single vectors `createPredictor` is quicker to set up, and exact.
 */
export async function createBatchPredictor(model: SvmModel, engine: Engine): Promise<BatchPredictor> {
  const probabilities = suitsEngine(model) ? await byEngine(model, engine) : byKernel(model);
  return {
    probabilities: probabilities.of,
    predict: async (vectors) => (await probabilities.of(vectors)).map((values) => mostProbable(model, values)),
    [Symbol.asyncDispose]: probabilities.dispose,
  };
}

interface Probabilities {
  readonly of: (vectors: readonly Float32Array[]) => Promise<Float64Array[]>;
  readonly dispose: () => Promise<void>;
}

function byKernel(model: SvmModel): Probabilities {
  const predictor = createPredictor(model);
  return {
    of: (vectors) => Promise.resolve(vectors.map((vector) => predictor.probabilities(vector))),
    dispose: () => Promise.resolve(),
  };
}

async function byEngine(model: SvmModel, engine: Engine): Promise<Probabilities> {
  const session = await loadPairs(model, engine);
  const couple = createCoupler(model.labels.length);
  const of = async (vectors: readonly Float32Array[]): Promise<Float64Array[]> => {
    vectors.forEach((vector) => {
      checkDimension(model, vector);
    });
    const results: Float64Array[] = [];
    for (let start = 0; start < vectors.length; start += BATCH) {
      const batch = vectors.slice(start, start + BATCH);
      const pairs = await runBatch(model, session, batch);
      batch.forEach((_, row) => results.push(couple(pairs(row))));
    }
    return results;
  };
  return { of, dispose: () => session.dispose() };
}

/**
 * The network x → 1 / (1 + exp(A (W x − rho) + B)): the decision and Platt's sigmoid of every pair, as one dense layer with the
 * weights −A W and the biases A rho − B. 100 classes have 4,950 pairs, whose exponentials take JavaScript longer than all the rest.
 */
function loadPairs(model: SvmModel, engine: Engine): Promise<Session> {
  const { dimension, rho, probA, probB } = model;
  const units = rho.length;
  const input = { name: 'embeddings', type: 'float32', shape: ['batch', dimension] } as const;
  const network = describeNetwork('svm', input, (x) => ({ pairs: x.dense('pairs', { units }).sigmoid() }));
  const weights = transposed(collapseLinear(model), dimension, (pair) => -(probA[pair] ?? 0));
  const biases = Float32Array.from(rho, (offset, pair) => (probA[pair] ?? 0) * offset - (probB[pair] ?? 0));
  return engine.load(
    network,
    new Map([
      ['pairs/weights', { shape: [dimension, units], data: weights }],
      ['pairs/biases', { shape: [units], data: biases }],
    ]),
  );
}

/** The probability of the first class of every pair, row by row. */
async function runBatch(
  { dimension, labels }: SvmModel,
  session: Session,
  batch: readonly Float32Array[],
): Promise<(row: number) => Float32Array> {
  const data = new Float32Array(BATCH * dimension);
  batch.forEach((vector, row) => {
    data.set(vector, row * dimension);
  });
  const { pairs } = await session.run({ embeddings: { shape: [BATCH, dimension], data } });
  const count = pairCount(labels.length);
  if (pairs?.data.length !== BATCH * count) throw new Error('The engine returned another number of pairs');
  return (row) => pairs.data.subarray(row * count, (row + 1) * count);
}

/** Rows of `columns` numbers in double precision, each times a factor of its own, to columns in single precision. */
function transposed(matrix: Float64Array, columns: number, factorOf: (row: number) => number): Float32Array {
  const rows = matrix.length / columns;
  const result = new Float32Array(matrix.length);
  for (let row = 0, cell = 0; row < rows; row++) {
    const factor = factorOf(row);
    for (let column = 0; column < columns; column++, cell++)
      result[column * rows + row] = factor * (matrix[cell] as number);
  }
  return result;
}
