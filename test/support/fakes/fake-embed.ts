import { asEmbedding } from '../../../src/core/embedding.ts';
import type { Face } from '../../../src/core/face.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { runEmbed, type EmbedOutcome, type EmbedWorld } from '../../../src/pipelines/embed/embed-files.ts';
import type { EmbedOptions } from '../../../src/pipelines/embed/embed-settings.ts';
import type { DetectFaces } from '../../../src/pipelines/collection/crop-plan.ts';
import { embedInThisThread, type LocalEmbedder } from '../../../src/pipelines/collection/image-workers.ts';

/** Side of the fake model's input. */
export const SIDE = 4;

export interface FakeModel {
  readonly kind?: 'box' | 'similarity';
  readonly inputSize?: number;
  readonly sha256?: string;
  /** Called before each run of the network with the number of faces. */
  readonly onRun?: (faces: number) => void;
  readonly value?: (face: RgbImage) => number;
  /** Four numbers; default: the value, width, height and 1, which no real embedder would give. */
  readonly embedding?: (face: RgbImage) => readonly number[];
}

export interface FakeEmbedder extends LocalEmbedder {
  /** Faces of each run of the network. */
  readonly runs: number[];
  /** What it saw. */
  readonly faces: RgbImage[];
}

/** An embedder without a network: an embedding is the first pixel of the face and its width; mirrored, the last pixel of the first row. */
export function fakeEmbedder(model: FakeModel = {}): FakeEmbedder {
  const { kind = 'box', inputSize = SIDE, sha256 = 'fa'.repeat(32), value = firstByte } = model;
  const { embedding = (face: RgbImage) => [value(face), face.width, face.height, 1] } = model;
  const runs: number[] = [];
  const faces: RgbImage[] = [];
  return {
    info: { name: `fake-${kind}`, inputSize, alignment: kind === 'box' ? { kind, margin: 32 } : { kind } },
    sha256,
    standardisation: 'fixed',
    device: 'cpu',
    dimension(options) {
      // As a method of the real one, it must not be torn off its object.
      return this.sha256 === '' ? NaN : options?.flip === true ? 8 : 4;
    },
    embed: (batch, options) => {
      model.onRun?.(batch.length);
      runs.push(batch.length);
      faces.push(...batch);
      const embeddings = batch.map(embedding);
      return Promise.resolve(
        embeddings.map((numbers) =>
          asEmbedding(Float32Array.from(options?.flip === true ? [...numbers, ...numbers] : numbers)),
        ),
      );
    },
    runs,
    faces,
  };
}

const firstByte = ({ data }: RgbImage): number => data[0] ?? NaN;

/** A detector that nobody should need. */
export const notToBeCalled: DetectFaces = () => Promise.reject(new Error('not to be called'));

/** A detector that finds one face in every image, as large as in a crop. */
export const fillingFace: DetectFaces = ({ width, height }) =>
  Promise.resolve([faceAt(0.1 * width, 0.1 * height, 0.9 * width, 0.9 * height)]);

/** A face with its landmarks on one point. */
export function faceAt(x1: number, y1: number, x2: number, y2: number, score = 0.9): Face {
  const point = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  return { box: { x1, y1, x2, y2 }, score, landmarks: [point, point, point, point, point] };
}

export interface FakeRun {
  readonly flags?: Partial<EmbedOptions>;
  readonly embedder?: FakeEmbedder;
  readonly signal?: AbortSignal;
  readonly detect?: DetectFaces;
  /** Instead of all images: a shard of them. */
  readonly embed?: typeof runEmbed;
}

export interface FakeOutcome extends EmbedOutcome {
  readonly embedder: FakeEmbedder;
}

/** Runs `embed` in a folder with everything real but the networks. */
export async function fakeEmbed(cwd: string, paths: readonly string[], run: FakeRun = {}): Promise<FakeOutcome> {
  const { embedder = fakeEmbedder(), signal = new AbortController().signal } = run;
  const flags: EmbedOptions = { output: 'out.jsonl', batchSize: 2, device: 'cpu', ...run.flags };
  const world: EmbedWorld = {
    cwd,
    signal,
    listener: { begins: () => undefined, finishes: () => undefined },
    openEmbedder: () => Promise.resolve(embedInThisThread(embedder, run.detect ?? notToBeCalled)),
  };
  return { ...(await (run.embed ?? runEmbed)(paths, flags, world)), embedder };
}
