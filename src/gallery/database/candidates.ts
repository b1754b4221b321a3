import type { GalleryState } from '../changes/state.ts';
import { loweredBySpread } from '../search/nearest.ts';
import type { Candidate, CandidatePerson } from './index-tables.ts';

/** A person by number and about how like the query: what the database computes of numbers of 16 bits. */
export interface RoughOwner {
  readonly owner: number;
  readonly product: number;
}

/**
 * By how much such a product may be off. Rounding to 11 bits moves a vector of length 1 by 2⁻¹¹ at the most; both vectors are rounded, and for
 * a mean the sum and its length too.
 */
const ROUGHNESS = 0.004;

/** People by the nearest of their faces. The most like first. */
export function fromFaces(faces: readonly Candidate[], { owners }: Pick<GalleryState, 'owners'>): RoughOwner[] {
  const best = new Map<number, number>();
  for (const { row, product } of faces) {
    const owner = owners[row] ?? -1;
    if (owner >= 0 && product > (best.get(owner) ?? -Infinity)) best.set(owner, product);
  }
  return sorted(Array.from(best, ([owner, product]) => ({ owner, product })));
}

/** People by the mean of the nearest of their faces and the mean of all, and by how near each other their faces are. The most like first. */
export const fromPeople = (
  people: readonly CandidatePerson[],
  { withSpread }: { readonly withSpread: boolean },
): RoughOwner[] =>
  sorted(
    people.map(({ owner, highest, mean, ...own }) => ({
      owner,
      product: (highest + mean) / 2 - (withSpread ? loweredBySpread(own.faces, own.sumLength) : 0),
    })),
  );

const sorted = (owners: RoughOwner[]): RoughOwner[] => owners.sort((a, b) => b.product - a.product);

/** Those that may be among the first `top` once they are compared exactly. */
export function within<Rough extends { readonly product: number }>(sortedOnes: readonly Rough[], top: number): Rough[] {
  const last = sortedOnes[top - 1]?.product ?? -Infinity;
  return sortedOnes.filter(({ product }) => product >= last - 2 * ROUGHNESS);
}

/**
 * The faces of a person are taken to be at least so like one another that their mean, before it is made as long as they are, has this length.
 * Of pairs of faces with a product of 0.6 on average it is 0.77 or more.
 */
const LEAST_LENGTH = 0.75;

/** Whether nobody else can be among the first `top`: somebody without a face among the candidates has none that is nearer than the last of them. */
export function coversAll(
  people: readonly RoughOwner[],
  { top, withMeans, least }: { readonly top: number; readonly withMeans: boolean; readonly least: number },
): boolean {
  const last = people[top - 1];
  if (!last) return false;
  const others = withMeans && least > 0 ? (least + least / LEAST_LENGTH) / 2 : least;
  return last.product >= others + 2 * ROUGHNESS;
}
