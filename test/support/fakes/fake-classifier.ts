import path from 'node:path';
import { classify } from '../../../src/commands/classify/classify.ts';
import type { ClassifyFlags } from '../../../src/commands/classify/options.ts';
import type { OpenClassifyNetworks } from '../../../src/pipelines/classify/classify-networks.ts';
import { trainClassifier } from '../../../src/commands/train-classifier/train-classifier.ts';
import type { TrainFlags } from '../../../src/commands/train-classifier/options.ts';
import { asEmbedding } from '../../../src/core/embedding.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { trainClassifier as trainFaces } from '../../../src/recognition/train-classifier.ts';
import type { Train } from '../../../src/pipelines/train-classifier/train-in-thread.ts';
import { openOnnxRuntime } from '../../../src/tensor/onnx/runtime.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { faceAt, fakeEmbedder, type FakeEmbedder } from './fake-embed.ts';
import { solid } from '../images.ts';
import { createTestIo } from '../io.ts';
import { writeFiles } from '../temporary.ts';

/** Writes square images of one grey each, by path. */
export async function writeGreys(folder: string, greys: Readonly<Record<string, number>>): Promise<void> {
  const files = await Promise.all(
    Object.entries(greys).map(
      async ([name, grey]) => [name, await encodePng(solid(40, 40, [grey, grey, grey]))] as const,
    ),
  );
  writeFiles(folder, Object.fromEntries(files));
}

/** An embedder whose embedding of a grey face is the point at that angle, in degrees, of the unit circle. */
export function angleEmbedder(sha256 = 'fa'.repeat(32)): FakeEmbedder {
  const embedder = fakeEmbedder({ sha256 });
  return {
    ...embedder,
    dimension: () => 2,
    embed: (faces) => {
      embedder.faces.push(...faces);
      return Promise.resolve(faces.map((face) => asEmbedding(pointAt(face.data[0] ?? NaN))));
    },
  };
}

const pointAt = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

/** Ann near 10 degrees, Bob near 100 and Cleo near 200, four images of each. */
export const PEOPLE: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({ Ann_Example: 10, Bob: 100, Cleo: 200 }).flatMap(([name, angle]) =>
    [0, 2, 4, 6].map((offset, i) => [`${name}/${name}_000${i + 1}.png`, angle + offset]),
  ),
);

/** One face in every image that is not black. */
const detect = (image: RgbImage) => Promise.resolve((image.data[0] ?? 0) > 0 ? [faceAt(8, 8, 30, 34)] : []);

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Trains on the thread of the test: a worker thread needs compiled files. */
const trainHere: Train = ({ faces, metadata, options }, { onProgress }) =>
  trainFaces(faces, metadata, { ...options, onProgress });

/** Runs a command in a folder with everything real but the networks. */
type Run<Flags> = (
  cwd: string,
  args: readonly string[],
  flags?: Partial<Flags>,
  embedder?: FakeEmbedder,
) => Promise<CommandResult>;

export const runTrain: Run<TrainFlags> = async (cwd, args, flags = {}, embedder = angleEmbedder()) => {
  const { io, stdout, stderr } = createTestIo({ cwd });
  const all: TrainFlags = {
    kind: 'auto',
    seed: 666,
    batchSize: 4,
    cost: 1,
    kernel: 'linear',
    targetFar: 0.01,
    device: 'cpu',
    ...flags,
  };
  const open = () => ({
    openEmbedder: () => Promise.resolve(embedInThisThread(embedder, detect) as never),
    detect,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const exitCode = await trainClassifier({ args }, all, io, { open, train: trainHere });
  return { exitCode, stdout: stdout(), stderr: stderr() };
};

export const runClassify: Run<ClassifyFlags> = async (cwd, args, flags = {}, embedder = angleEmbedder()) => {
  const { io, stdout, stderr } = createTestIo({ cwd });
  const openNetworks: OpenClassifyNetworks = () => ({
    detect,
    openEmbedder: () => Promise.resolve(embedInThisThread(embedder, detect)),
    openEngine: () => openOnnxRuntime({ device: 'cpu', threads: 1 }),
    decode: (file) => decodeImage(file),
    encode: encodePng,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const all: ClassifyFlags = { batchSize: 4, top: 1, device: 'cpu', ...flags };
  const exitCode = await classify({ args }, all, io, openNetworks);
  return { exitCode, stdout: stdout(), stderr: stderr() };
};

/** A folder `people` of the images of `PEOPLE`, and `people.json`, the classifier trained on it. */
export async function withPeople(cwd: string): Promise<string> {
  await writeGreys(path.join(cwd, 'people'), PEOPLE);
  await runTrain(cwd, ['people', 'people.json']);
  return cwd;
}
