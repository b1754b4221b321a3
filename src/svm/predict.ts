import { squaredDistance } from '../core/vector.ts';
import { usageError } from '../core/errors.ts';
import { createCoupler } from './coupling.ts';
import { classStarts, pairCount, type SvmModel } from './model.ts';
import { dot } from './pair-kernel.ts';
import { sigmoid } from './platt.ts';
import { collapsedIsCheaper, collapseLinear } from './weight-vectors.ts';

export interface Prediction {
  /** Position of the most probable class in the model. */
  readonly classIndex: number;
  readonly label: number;
  /** Its probability, in (0, 1). */
  readonly probability: number;
}

/** A model made ready to predict. Results do not depend on what was predicted before. */
export interface Predictor {
  /** One decision value a pair (0, 1), (0, 2), …, (k − 2, k − 1); positive means the first class of the pair. */
  readonly decisionValues: (x: Float32Array) => Float64Array;
  /** One probability a class, adding up to 1. */
  readonly probabilities: (x: Float32Array) => Float64Array;
  /** The most probable class; the first of equally probable ones. */
  readonly predict: (x: Float32Array) => Prediction;
}

/**
 * Prepares `model`: a linear one is collapsed to one weight vector a pair where that takes fewer multiplications.
 * @throws FacekitError `usage`, from its functions, when a vector has another length than the model's.
 */
export function createPredictor(model: SvmModel): Predictor {
  const decide = collapsedIsCheaper(model) ? decideByWeights(model) : decideByKernel(model);
  const decisionValues = (x: Float32Array): Float64Array => {
    checkDimension(model, x);
    return decide(x);
  };
  const toProbabilities = createProbabilities(model);
  const probabilities = (x: Float32Array): Float64Array => toProbabilities(decisionValues(x));
  return { decisionValues, probabilities, predict: (x) => mostProbable(model, probabilities(x)) };
}

/** `Predictor.decisionValues` of one vector; for many make a predictor once. */
export const decisionValues = (model: SvmModel, x: Float32Array): Float64Array =>
  createPredictor(model).decisionValues(x);

/** `Predictor.probabilities` of one vector; for many make a predictor once. */
export const probabilities = (model: SvmModel, x: Float32Array): Float64Array =>
  createPredictor(model).probabilities(x);

/** `Predictor.predict` of one vector; for many make a predictor once. */
export const predict = (model: SvmModel, x: Float32Array): Prediction => createPredictor(model).predict(x);

/** Makes a function from the decision values of all pairs to one probability a class: Platt's sigmoid, then coupling. */
function createProbabilities(model: SvmModel): (decisions: Float64Array) => Float64Array {
  const { probA, probB } = model;
  const pairs = new Float64Array(probA.length);
  const couple = createCoupler(model.labels.length);
  return (decisions) => {
    for (let pair = 0; pair < pairs.length; pair++) {
      pairs[pair] = sigmoid(decisions[pair] ?? 0, probA[pair] ?? 0, probB[pair] ?? 0);
    }
    return couple(pairs);
  };
}

/** The class with the highest of `probabilities`. */
export function mostProbable(model: SvmModel, probabilities: Float64Array): Prediction {
  const probability = probabilities.reduce((a, b) => Math.max(a, b), 0);
  const classIndex = probabilities.indexOf(probability);
  return { classIndex, label: model.labels[classIndex] ?? NaN, probability };
}

export function checkDimension(model: SvmModel, x: Float32Array): void {
  if (x.length === model.dimension) return;
  throw usageError(
    `Expected an embedding of ${model.dimension} numbers for this classifier but received ${x.length}. ` +
      'Make it with the model that the classifier was trained on.',
  );
}

function decideByWeights(model: SvmModel): (x: Float32Array) => Float64Array {
  const { dimension, rho } = model;
  const weights = collapseLinear(model);
  return (x) => {
    const decisions = new Float64Array(rho.length);
    for (let pair = 0, cell = 0; pair < rho.length; pair++) {
      let sum = 0;
      for (let c = 0; c < dimension; c++, cell++) sum += (weights[cell] ?? 0) * (x[c] ?? 0);
      decisions[pair] = sum - (rho[pair] ?? 0);
    }
    return decisions;
  };
}

function decideByKernel(model: SvmModel): (x: Float32Array) => Float64Array {
  const { counts, coefficients, rho, labels } = model;
  const starts = classStarts(counts);
  const rowLength = starts[labels.length] ?? 0;
  const kernel = kernelRow(model);
  // Σ of coefficient · kernel over the vectors of class c, in one row of the coefficients.
  const classSum = (row: number, c: number, values: Float64Array): number => {
    let sum = 0;
    const end = starts[c + 1] ?? 0;
    for (let s = starts[c] ?? 0; s < end; s++) {
      sum += (coefficients[row * rowLength + s] ?? 0) * (values[s] ?? 0);
    }
    return sum;
  };
  return (x) => {
    const values = kernel(x);
    const decisions = new Float64Array(pairCount(labels.length));
    for (let i = 0, pair = 0; i < labels.length; i++) {
      for (let j = i + 1; j < labels.length; j++, pair++) {
        decisions[pair] = classSum(j - 1, i, values) + classSum(i, j, values) - (rho[pair] ?? 0);
      }
    }
    return decisions;
  };
}

/** The kernel of x with every support vector. */
function kernelRow({ kernel, supportVectors, dimension, counts }: SvmModel): (x: Float32Array) => Float64Array {
  const count = counts.reduce((a, b) => a + b, 0);
  const vectors = Array.from({ length: count }, (_, s) => supportVectors.subarray(s * dimension, (s + 1) * dimension));
  if (kernel.type === 'linear') return (x) => Float64Array.from(vectors, (vector) => dot(vector, x));
  const { gamma } = kernel;
  return (x) => Float64Array.from(vectors, (vector) => Math.exp(-gamma * squaredDistance(vector, x)));
}
