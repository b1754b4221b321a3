import type { Tensor } from '../core/tensor.ts';
import { suppress } from '../detection/suppress.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { levelsOf, type Level } from './levels.ts';
import { OUTPUT } from './network.ts';
import type { SrnSettings } from './options.ts';
import { PUBLISHED_SIZE, type SrnSize } from './size.ts';

/** The outputs of the network, by name. */
export type SrnOutputs = Readonly<Record<string, Tensor<Float32Array>>>;

/** The faces of an image, the best first: the candidates of all levels without those that overlap a better one. */
export function facesOf(
  outputs: SrnOutputs,
  { candidates, overlap, faces }: SrnSettings,
  size: SrnSize = PUBLISHED_SIZE,
): Candidate[] {
  const map = (name: string): Tensor<Float32Array> => {
    const output = outputs[name];
    if (!output) throw new Error(`Expected the network to give ${name}`);
    return output;
  };
  const firstStepOf = ({ firstStep }: Level, i: number): Tensor<Float32Array> | undefined =>
    firstStep === 'none' ? undefined : map(firstStep === 'scores' ? OUTPUT.score(1, i) : OUTPUT.box(1, i));
  const all = levelsOf(size).flatMap((level, i) => {
    const maps = { firstStep: firstStepOf(level, i), scores: map(OUTPUT.score(2, i)), boxes: map(OUTPUT.box(2, i)) };
    return candidatesOf(level, maps, candidates);
  });
  return suppress(all, overlap, 'union').slice(0, faces);
}
