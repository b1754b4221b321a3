import { squaredDistance } from '../core/vector.ts';
import { toUnitLength } from './class-means.ts';
import type { Classifier } from './classifier.ts';
import { separation } from './unknown-threshold.ts';

/** One probability a person, adding up to 1; the nearest person has the highest. */
export type NearestProbabilities = (embedding: Float32Array) => Float64Array;

/**
 * Probabilities among the people, by their distances alone: those of a linear discriminant that tells distances of images to their
 * own person from those to the nearest other (both normal, with one variance), for a face that is one of the people.
 */
export function createNearestProbabilities({ classes, unknown }: Classifier): NearestProbabilities {
  const slope = separation(unknown, classes.length);
  return (embedding) => {
    const unit = toUnitLength(embedding);
    const distances = Float64Array.from(classes, ({ references }) =>
      references.reduce((least, reference) => Math.min(least, squaredDistance(unit, reference)), Infinity),
    );
    const least = distances.reduce((a, b) => Math.min(a, b));
    const weights = distances.map((distance) => Math.exp(slope * (least - distance)));
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / total);
  };
}
