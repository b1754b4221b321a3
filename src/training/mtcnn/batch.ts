import type { Random } from '../../core/random.ts';
import type { Tensor } from '../../core/tensor.ts';
import { mirror } from '../../image/crop.ts';
import { GROUP_RATIO, SAMPLE_GROUPS, type Sample, type SampleGroup, type SampleStore } from './sample-store.ts';
import { boxTarget, landmarkTarget, mirrorFace, WINDOW_SIDES, type MtcnnNetwork, type PlacedFace } from './targets.ts';

/** Of which group each sample of a batch is: always the same ones in the same order. */
export function batchGroups(network: MtcnnNetwork, positives: number): readonly SampleGroup[] {
  return SAMPLE_GROUPS.filter((group) => group !== 'landmark' || network === 'onet').flatMap((group) =>
    new Array<SampleGroup>(positives * GROUP_RATIO[group]).fill(group),
  );
}

/** What follows from the groups alone: the inputs of the loss that say which sample counts for what. */
export function groupInputs(groups: readonly SampleGroup[]): Record<'labels' | 'counted' | 'boxes' | 'points', Tensor> {
  const vector = (numberOf: (group: SampleGroup) => number): Tensor => ({
    shape: [groups.length],
    data: Float32Array.from(groups, numberOf),
  });
  const shareOf = (members: readonly SampleGroup[]): Tensor => {
    const count = groups.filter((group) => members.includes(group)).length;
    return vector((group) => (members.includes(group) ? 1 / count : 0));
  };
  return {
    labels: vector((group) => (group === 'positive' ? 1 : 0)),
    counted: vector((group) => (group === 'negative' || group === 'positive' ? 1 : 0)),
    boxes: shareOf(['positive', 'part']),
    points: shareOf(['landmark']),
  };
}

export interface MtcnnBatch {
  /** (batch, side, side, 3), bytes. */
  readonly images: Uint8Array;
  /** (batch, 4) and (batch, 10). */
  readonly boxTargets: Float32Array;
  readonly pointTargets: Float32Array;
}

const NO_FACE: PlacedFace = { box: { x1: 0, y1: 0, x2: 1, y2: 1 } };

/** Draws a sample for each place of a batch; every second one is mirrored, with its box and landmarks. */
export function drawBatch(
  store: SampleStore,
  groups: readonly SampleGroup[],
  { network, random }: { readonly network: MtcnnNetwork; readonly random: Random },
): MtcnnBatch {
  const side = WINDOW_SIDES[network];
  const batch: MtcnnBatch = {
    images: new Uint8Array(groups.length * side * side * 3),
    boxTargets: new Float32Array(groups.length * 4),
    pointTargets: new Float32Array(groups.length * 10),
  };
  for (const [i, group] of groups.entries()) {
    const { pixels, face = NO_FACE } = varied(drawFrom(store.of(group), random), side, random);
    batch.images.set(pixels, i * pixels.length);
    batch.boxTargets.set(boxTarget(face, network), i * 4);
    batch.pointTargets.set(landmarkTarget(face), i * 10);
  }
  return batch;
}

function drawFrom(samples: readonly Sample[], random: Random): Sample {
  const sample = samples[Math.floor(random() * samples.length)];
  if (!sample) throw new Error('Expected a sample of each group');
  return sample;
}

function varied(sample: Sample, side: number, random: Random): Sample {
  if (random() < 0.5) return sample;
  const { data } = mirror({ width: side, height: side, data: sample.pixels });
  return { pixels: data, face: sample.face && mirrorFace(sample.face) };
}
