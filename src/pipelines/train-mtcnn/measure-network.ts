import type { Random } from '../../core/random.ts';
import type { Tensor } from '../../core/tensor.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import { drawBatch } from '../../training/mtcnn/batch.ts';
import type { SampleGroup, SampleStore } from '../../training/mtcnn/sample-store.ts';
import type { MtcnnNetwork } from '../../training/mtcnn/targets.ts';

/** How a network does on windows of photographs that it is not trained on. */
export interface NetworkFigures {
  /** Share of the windows without a face, and of those with one, that are taken for what they are. */
  readonly specificity: number;
  readonly sensitivity: number;
  /** Mean distance of a side of the box from where it is, a fraction of the window; and of the windows' own sides from there. */
  readonly boxError: number;
  readonly uncorrectedBoxError: number;
  /** Of the O-Net: mean distance of a landmark from where it is, a fraction of the distance of the eyes. */
  readonly landmarkError?: number | undefined;
}

export interface MeasureOptions {
  readonly network: MtcnnNetwork;
  readonly groups: readonly SampleGroup[];
  readonly random: Random;
}

const BATCHES = 10;

/** Looks at some batches of windows. */
export async function measureNetwork(
  training: TrainingStep,
  store: SampleStore,
  options: MeasureOptions,
): Promise<NetworkFigures> {
  const sums = { negative: mean(), positive: mean(), box: mean(), uncorrected: mean(), landmark: mean() };
  for (let i = 0; i < BATCHES; i++) {
    const batch = drawBatch(store, options.groups, options);
    const outputs = await training.forward(imagesTensor(options.network, batch.images, options.groups.length));
    const said = readOutputs(options.network, outputs);
    for (const [place, group] of options.groups.entries()) {
      const { no, yes, box, points } = said(place);
      if (group === 'negative') sums.negative.add(no > yes ? 1 : 0);
      if (group === 'positive') sums.positive.add(yes > no ? 1 : 0);
      const target = batch.boxTargets.subarray(place * 4, place * 4 + 4);
      if (group === 'positive' || group === 'part')
        target.forEach((value, side) => {
          sums.box.add(Math.abs(value - (box[side] ?? 0)));
          sums.uncorrected.add(Math.abs(value));
        });
      if (group === 'landmark')
        addLandmarks(sums.landmark, batch.pointTargets.subarray(place * 10, place * 10 + 10), points);
    }
  }
  return {
    specificity: sums.negative.value(),
    sensitivity: sums.positive.value(),
    boxError: sums.box.value(),
    uncorrectedBoxError: sums.uncorrected.value(),
    ...(options.network === 'onet' && { landmarkError: sums.landmark.value() }),
  };
}

/** Windows as the network takes them: the P-Net bytes, the others floats. */
export function imagesTensor(network: MtcnnNetwork, images: Uint8Array, count: number): Tensor {
  const side = Math.round(Math.sqrt(images.length / count / 3));
  return { shape: [count, side, side, 3], data: network === 'pnet' ? images : Float32Array.from(images) };
}

interface Said {
  readonly no: number;
  readonly yes: number;
  readonly box: Float32Array;
  readonly points: Float32Array;
}

function readOutputs(network: MtcnnNetwork, outputs: Record<string, Tensor<Float32Array>>): (place: number) => Said {
  const rows = (name: string, width: number) => {
    const data = outputs[name]?.data ?? new Float32Array();
    return (place: number): Float32Array => data.subarray(place * width, (place + 1) * width);
  };
  const [cells, logits, boxes, points] = [
    rows('cells', 6),
    rows('logits', 2),
    rows('regression', 4),
    rows('landmarks', 10),
  ];
  return (place) => {
    const judged = network === 'pnet' ? cells(place) : logits(place);
    const box = network === 'pnet' ? cells(place).subarray(2) : boxes(place);
    return { no: judged[0] ?? NaN, yes: judged[1] ?? NaN, box, points: points(place) };
  };
}

function addLandmarks(mean: Mean, target: Float32Array, points: Float32Array): void {
  const at = (values: Float32Array, i: number) => ({ x: values[i] ?? NaN, y: values[i + 5] ?? NaN });
  const distance = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
    Math.hypot(a.x - b.x, a.y - b.y);
  const eyes = distance(at(target, 0), at(target, 1));
  for (let i = 0; i < 5; i++) mean.add(distance(at(target, i), at(points, i)) / eyes);
}

interface Mean {
  readonly add: (value: number) => void;
  readonly value: () => number;
}

function mean(): Mean {
  let [sum, count] = [0, 0];
  return {
    add: (value) => {
      sum += value;
      count++;
    },
    value: () => sum / count,
  };
}
