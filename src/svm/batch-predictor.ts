import type { Engine, Session } from '../tensor/engine.ts';
import { describeNetwork } from '../tensor/describe.ts';
import { pairCount, type SvmModel } from './model.ts';
import {
  checkDimension,
  createPredictor,
  mostProbable,
  createProbabilities,
  type Prediction,
} from './predict.ts';
import { collapseLinear } from './weight-vectors.ts';

/** Predicts many embeddings with the decision values computed by an engine, in single precision (within about 1e-6). */
export interface BatchPredictor extends AsyncDisposable {
  /** One array of probabilities a vector, as `Predictor.probabilities`. */
  probabilities(vectors: readonly Float32Array[]): Promise<Float64Array[]>;
  /** The most probable class of every vector. */
  predict(vectors: readonly Float32Array[]): Promise<Prediction[]>;
}

/** Vectors a run. Every run has this many, filled up with zeros: a result then never depends on its neighbours. */
const BATCH = 128;

/**
 * Prepares a model for many vectors. The decisions of a linear model are one dense layer; other kernels are computed without
 * the engine. For single vectors `createPredictor` is quicker to set up, and exact.
 */
export async function createBatchPredictor(model: SvmModel, engine: Engine): Promise<BatchPredictor> {
  const probabilities = model.kernel.type === 'linear' ? await byEngine(model, engine) : byKernel(model);
  return {
    probabilities: probabilities.of,
    predict: async (vectors) =>
      (await probabilities.of(vectors)).map((values) => mostProbable(model, values)),
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
  const session = await loadDecisions(model, engine);
  const toProbabilities = createProbabilities(model);
  const of = async (vectors: readonly Float32Array[]): Promise<Float64Array[]> => {
    vectors.forEach((vector) => {
      checkDimension(model, vector);
    });
    if (vectors.length === 0) return [];
    const results: Float64Array[] = [];
    let pending = runBatch(model, session, vectors.slice(0, BATCH));
    for (let start = 0; start < vectors.length; start += BATCH) {
      const decisions = await pending;
      const next = vectors.slice(start + BATCH, start + 2 * BATCH);
      // The engine computes the next decisions on its own threads while this one turns the last into probabilities.
      if (next.length > 0) pending = runBatch(model, session, next);
      const rows = Math.min(BATCH, vectors.length - start);
      for (let row = 0; row < rows; row++) results.push(toProbabilities(decisions(row)));
    }
    return results;
  };
  return { of, dispose: () => session.dispose() };
}

/** The network x → W x − rho. */
function loadDecisions(model: SvmModel, engine: Engine): Promise<Session> {
  const { dimension, rho } = model;
  const units = rho.length;
  const input = { name: 'embeddings', type: 'float32', shape: ['batch', dimension] } as const;
  const network = describeNetwork('svm', input, (x) => ({ decisions: x.dense('pairs', { units }) }));
  const weights = transposed(collapseLinear(model), units, dimension);
  return engine.load(
    network,
    new Map([
      ['pairs/weights', { shape: [dimension, units], data: weights }],
      ['pairs/biases', { shape: [units], data: Float32Array.from(rho, (offset) => -offset) }],
    ]),
  );
}

async function runBatch(
  { dimension, labels }: SvmModel,
  session: Session,
  batch: readonly Float32Array[],
): Promise<(row: number) => Float32Array> {
  const data = new Float32Array(BATCH * dimension);
  batch.forEach((vector, row) => {
    data.set(vector, row * dimension);
  });
  const { decisions } = await session.run({ embeddings: { shape: [BATCH, dimension], data } });
  const pairs = pairCount(labels.length);
  if (decisions?.data.length !== BATCH * pairs)
    throw new Error('The engine returned another number of decisions');
  return (row) => decisions.data.subarray(row * pairs, (row + 1) * pairs);
}

/** rows × columns in double precision to columns × rows in single precision. */
function transposed(matrix: Float64Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) result[column * rows + row] = matrix[cell] ?? 0;
  }
  return result;
}
