import { createHash } from 'node:crypto';
import type { NewFace } from '../../../src/gallery/contents.ts';
import { seededRandom } from '../../../src/core/seeded-random.ts';

/** Numbers that the directions of faces differ in: those of a model's embeddings are many fewer than they are long. */
const FREEDOM = 48;
/** How far a person's faces are from the person, beside how far people are from one another. */
const SPREAD = 0.6;

export interface ClusteredFaces {
  readonly dimension: number;
  /** The number of each person who is wanted. */
  readonly people: readonly number[];
  readonly facesOf: (person: number) => number;
  /** Other faces of the same people have another number here. */
  readonly occasion?: number;
}

/** Made-up embeddings of length 1: each person's lie around a direction of its own. The same ones every time. */
export function clusteredFaces({ dimension, people, facesOf, occasion = 0 }: ClusteredFaces): NewFace[] {
  const axes = gaussians(0, FREEDOM * dimension);
  return people.flatMap((person) => {
    const centre = gaussians(2 * person + 1, FREEDOM);
    return Array.from({ length: facesOf(person) }, (_, face): NewFace => {
      const away = gaussians(2 * (person + 100_000 * (1 + face + 100 * occasion)), FREEDOM);
      const direction = centre.map((number, i) => number + SPREAD * (away[i] ?? 0));
      const photograph = `${person} ${face} ${occasion}`;
      return {
        person: `person ${person}`,
        source: { path: photograph, sha256: createHash('sha256').update(photograph).digest('hex'), face: 0 },
        box: null,
        score: null,
        embedding: embeddingIn(direction, axes, dimension),
      };
    });
  });
}

function embeddingIn(direction: readonly number[], axes: readonly number[], dimension: number): Float32Array {
  const numbers = Array.from({ length: dimension }, (_, d) =>
    direction.reduce((sum, number, i) => sum + number * (axes[i * dimension + d] ?? 0), 0),
  );
  const length = Math.hypot(...numbers);
  return Float32Array.from(numbers, (number) => number / length);
}

/** Normally distributed numbers (Box–Muller). */
function gaussians(stream: number, count: number): number[] {
  const random = seededRandom(666, stream);
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}
