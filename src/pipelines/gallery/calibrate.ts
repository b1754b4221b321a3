import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Calibration } from '../../gallery/contents.ts';
import { DEFAULT_PERSON_RULE, type PersonRule } from '../../gallery/person-rule.ts';
import { DEFAULT_TARGET_FPIR, findThreshold } from '../../gallery/decide/threshold.ts';
import type { GalleryStore } from '../../gallery/store.ts';

export interface CalibrateOptions {
  /** The share of unknown people that may get a name: above 0, below 1. Default 0.01. */
  readonly targetFpir?: number | undefined;
  /** People that are looked for as if they were unknown; of a larger gallery so many by chance, the same ones each time. Default 2000. */
  readonly most?: number | undefined;
}

const MOST_PEOPLE = 2000;
/** Of a gallery that was not calibrated. */
const MOST_AT_ONCE = 256;
/** A calibration holds until a gallery has grown or shrunk by this factor: thresholds follow the logarithm of the number of people. */
const GROWTH = 1.5;

/** Finds the threshold of a gallery, and keeps it there, with the way in which distances from people are measured from then on. */
export async function calibrateGallery(store: GalleryStore, options: CalibrateOptions = {}): Promise<Calibration> {
  const calibration = await findCalibration(store, DEFAULT_PERSON_RULE, options);
  await store.calibrate(calibration);
  return calibration;
}

/** The calibration that a gallery has; one made now where it has none, or was another gallery when it was calibrated. Nothing is kept. */
export async function currentCalibration(store: GalleryStore): Promise<Calibration> {
  const kept = await store.calibration();
  const people = (await store.people()).length;
  if (kept && people <= kept.people * GROWTH && people >= kept.people / GROWTH) return kept;
  return findCalibration(store, ruleOf(store, kept), { targetFpir: kept?.targetFpir, most: MOST_AT_ONCE });
}

/** How a gallery measures distances from people. */
export const currentRule = async (store: GalleryStore): Promise<PersonRule> => ruleOf(store, await store.calibration());

const ruleOf = (store: GalleryStore, kept: Calibration | undefined): PersonRule => (kept ? kept.rule : store.rule);

/** Each person is left out in turn, and one face of that person looked for among the others. */
async function findCalibration(
  store: GalleryStore,
  rule: PersonRule,
  { targetFpir = DEFAULT_TARGET_FPIR, most = MOST_PEOPLE }: CalibrateOptions,
): Promise<Calibration> {
  const everybody = await store.people();
  const people = everybody.length;
  const names = everybody.map(({ name }) => name);
  const leftOut = await store.firstFaces(shuffled(names, seededRandom(people, 0)).slice(0, most));
  const embeddings = await store.embeddingsOf(leftOut);
  const query = { top: 1, rule, leftOut: leftOut.map(({ person }) => person) };
  const near = await store.nearestPeople(embeddings, query);
  const nearest = near.flatMap(([other]) => other?.distance ?? []);
  return {
    ...findThreshold(nearest, { targetFpir, people, rule }),
    rule,
    targetFpir,
    people,
    faces: everybody.reduce((sum, { faces }) => sum + faces, 0),
    calibrated: new Date().toISOString(),
  };
}
