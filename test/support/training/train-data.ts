import path from 'node:path';
import type { RgbImage } from '../../../src/core/image.ts';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { encodePng } from '../../../src/image/encode.ts';
import type { TrainListener } from '../../../src/pipelines/train/run-epochs.ts';
import type { TripletSettings } from '../../../src/pipelines/train/train-settings.ts';
import { writeFiles } from '../temporary.ts';

const SIDE = 48;

/** A folder of "people": each is a pattern of stripes, seen with other noise in each image. */
export async function writePatterns(folder: string, images: readonly number[]): Promise<void> {
  for (const [person, count] of images.entries())
    for (let n = 1; n <= count; n++)
      writeFiles(folder, { [path.join(`p${person}`, `p${person}_000${n}.png`)]: await encodePng(pattern(person, n)) });
}

function pattern(person: number, image: number): RgbImage {
  const shape = seededRandom(person, 1);
  const noise = seededRandom(person, 100 + image);
  const waves = [0, 1, 2].map(() => ({ x: shape() / 2, y: shape() / 2, phase: 6 * shape() }));
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const { x, y, phase } = waves[i % 3] ?? { x: 0, y: 0, phase: 0 };
    const [column, row] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    return 128 + 80 * Math.sin(column * x + row * y + phase) + 40 * (noise() - 0.5);
  });
  return { width: SIDE, height: SIDE, data };
}

/** Settings of a training that takes a second or two. */
export const tinySettings = (cwd: string, more: Partial<TripletSettings> = {}): TripletSettings => ({
  objective: 'triplet',
  name: 'tiny',
  data: path.join(cwd, 'people'),
  checkpoints: path.join(cwd, 'training'),
  resume: false,
  overwrite: false,
  architecture: 'small-convnet',
  dimension: 16,
  standardisation: 'fixed',
  epochs: 2,
  epochSize: 2,
  optimiser: 'adagrad',
  adamEpsilon: 0.1,
  learningRate: { kind: 'decaying', rate: 0.05, factor: 1, epochs: 100 },
  weightDecay: 1e-4,
  keep: 0.9,
  averageDecay: 0.9999,
  randomCrop: true,
  randomFlip: true,
  randomRotate: true,
  degradation: { share: 0, smallest: 16, largest: 24 },
  seed: 666,
  engine: 'onnxruntime',
  device: 'cpu',
  threads: 1,
  validation: { kind: 'held-out', share: 0.5 },
  people: 4,
  imagesPerPerson: 2,
  pretrained: undefined,
  freeze: [],
  freezeStatistics: false,
  margin: 0.2,
  negatives: 'violating',
  mining: 'batch',
  tripletBatch: 6,
  ...more,
});

/** Remembers what it is told. */
export function listen(onStep: (step: number) => void = () => undefined) {
  const losses: number[] = [];
  const notices: string[] = [];
  const details: Readonly<Record<string, number>>[] = [];
  const listener: TrainListener = {
    begins: () => undefined,
    steps(step, _, figures) {
      losses.push(figures.loss);
      details.push(figures.details);
      onStep(step);
    },
    measures: () => undefined,
    notices: (line) => notices.push(line),
  };
  return { listener, losses, notices, details };
}
