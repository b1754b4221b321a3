import { decide, type DecisionRule, type Identification } from '../../gallery/decide/decide.ts';
import type { PersonRule } from '../../gallery/person-rule.ts';
import type { GalleryStore } from '../../gallery/store.ts';

export interface IdentifyRule extends DecisionRule {
  /** How many people to list for each face. */
  readonly top: number;
  /** How distances from people are measured: that for which the threshold was found. */
  readonly rule: PersonRule;
}

/** Tells who the faces of one photograph show, by their embeddings, in their order. */
export async function identifyFaces(
  embeddings: readonly Float32Array[],
  { top, rule, ...decision }: IdentifyRule,
  store: GalleryStore,
): Promise<Identification[]> {
  // However the others are assigned, somebody is left for each face; and one more for the margin.
  const query = { top: Math.max(top, embeddings.length + 1), rule };
  const matches = await store.nearestPeople(embeddings, query);
  return decide(matches, decision).map((found) => ({
    ...found,
    candidates: found.candidates.slice(0, top),
  }));
}
