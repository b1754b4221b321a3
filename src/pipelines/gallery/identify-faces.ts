import { candidatesOf, decide, type DecisionRule, type Identification } from '../../gallery/decide/decide.ts';
import type { GalleryStore } from '../../gallery/store.ts';

/** The nearest faces of a person that count: means of two or three name fewer people, as docs/gallery.md shows. */
const NEIGHBOURS = 1;

export interface IdentifyRule extends DecisionRule {
  /** How many people to list for each face. */
  readonly top: number;
}

/** Tells who the faces of one photograph show, by their embeddings, in their order. */
export async function identifyFaces(
  embeddings: readonly Float32Array[],
  { top, ...rule }: IdentifyRule,
  store: GalleryStore,
): Promise<Identification[]> {
  // However the others are assigned, somebody is left for each face; and one more for the margin.
  const query = { top: Math.max(top, embeddings.length + 1), neighbours: NEIGHBOURS };
  const matches = await store.nearestPeople(embeddings, query);
  return decide(matches.map(candidatesOf), rule).map((found) => ({
    ...found,
    candidates: found.candidates.slice(0, top),
  }));
}
