import type { NumpyRandom } from '../numpy-random.ts';

export interface SampleOptions {
  readonly people: number;
  readonly imagesPerPerson: number;
  readonly random: NumpyRandom;
}

/** Some images of a person. */
export interface SampledPerson {
  /** Which of all people. */
  readonly person: number;
  /** Which of the person's images. */
  readonly images: readonly number[];
}

/**
 * FaceNet's `sample_people`: people in random order, of each as many of the images as it has, at most `imagesPerPerson`, until there are
 * people × imagesPerPerson images. Where people have fewer, more people than asked for are taken. Of fewer images than that all are taken,
 * where the script fails.
 *
 * @param imagesOfPeople how many images each person has
 */
export function samplePeople(imagesOfPeople: readonly number[], options: SampleOptions): SampledPerson[] {
  const { people, imagesPerPerson, random } = options;
  const order = shuffledIndices(imagesOfPeople.length, random);
  const sampled: SampledPerson[] = [];
  let missing = people * imagesPerPerson;
  for (const person of order) {
    if (missing <= 0) break;
    const images = shuffledIndices(imagesOfPeople[person] ?? 0, random);
    const taken = images.slice(0, Math.min(imagesPerPerson, missing));
    sampled.push({ person, images: taken });
    missing -= taken.length;
  }
  return sampled;
}

function shuffledIndices(count: number, random: NumpyRandom): number[] {
  const indices = Array.from({ length: count }, (_, i) => i);
  random.shuffle(indices);
  return indices;
}
