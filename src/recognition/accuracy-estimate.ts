import type { DistanceSample } from './unknown-threshold.ts';

/** How often a classifier is expected to be right about other images of its people. */
export interface AccuracyEstimate {
  /** Images that are nearer to their own person, without themselves, than to any other. */
  readonly correct: number;
  readonly samples: number;
  /** Between these lies the accuracy on as many other images of these people, with a probability of 95 %. */
  readonly interval: readonly [low: number, high: number];
}

/** The share of either tail outside of the interval. */
const TAIL = 0.025;

/**
 * Leave-one-out with nearest means, from the distances that the threshold is found from anyway. On LFW it agrees with the accuracy
 * of nearest means and of support vector machines on held-out images from 2 images of a person on (docs/recognise-people.md).
 * Machines that are trained without an image do not: with one image left of a person, C caps the weight of that class, and its
 * images lose pairs that the whole machine wins.
 *
 * @param sizes how many images each person has, in the order of the distances
 */
export function estimateAccuracy({ genuine, impostor }: DistanceSample, sizes: readonly number[]): AccuracyEstimate {
  const isRight = genuine.map((distance, i) => distance < (impostor[i] ?? Infinity));
  let start = 0;
  const people = sizes.map((images) => {
    const right = isRight.slice(start, (start += images)).filter(Boolean).length;
    return { images, right };
  });
  const samples = genuine.length;
  const correct = people.reduce((sum, { right }) => sum + right, 0);
  const independent = Math.max(1, Math.round(samples / designEffect(people, correct / samples)));
  return { correct, samples, interval: predictedShares(correct / samples, independent) };
}

interface PersonCount {
  readonly images: number;
  readonly right: number;
}

/**
 * How many times as large the variance of the share is as that of independent images, at least 1: a bad image of a person with two
 * spoils both (Kish, 1965, "Survey Sampling"; the variance of a ratio over clusters).
 */
function designEffect(people: readonly PersonCount[], share: number): number {
  const samples = people.reduce((sum, { images }) => sum + images, 0);
  const variance = (share * (1 - share)) / samples;
  if (variance === 0 || people.length < 2) return 1;
  const residuals = people.reduce((sum, { images, right }) => sum + (right - images * share) ** 2, 0);
  return Math.max(1, (residuals * people.length) / ((people.length - 1) * samples ** 2) / variance);
}

/**
 * The middle 95 % of the shares of right answers among `count` new images, when `share` of `count` were right: quantiles of the
 * beta-binomial distribution with Jeffreys' prior. An interval for the share itself, such as Wilson's, leaves out 1 after a single
 * error, which the next images need not repeat.
 */
export function predictedShares(share: number, count: number): [low: number, high: number] {
  const [a, b] = [count * share + 0.5, count * (1 - share) + 0.5];
  // Logarithms of the probabilities of count, count − 1, …, 0 right answers, up to a constant.
  const logs = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const right = count - i;
    const wrong = i + 1;
    logs[i + 1] = (logs[i] ?? 0) + Math.log((right / wrong) * ((wrong - 1 + b) / (right - 1 + a)));
  }
  const most = logs.reduce((x, y) => Math.max(x, y));
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((x, y) => x + y, 0);
  const wrongAt = (tail: number): number => {
    let sum = 0;
    return weights.findIndex((weight) => (sum += weight) > tail * total);
  };
  return [1 - wrongAt(1 - TAIL) / count, 1 - wrongAt(TAIL) / count];
}
