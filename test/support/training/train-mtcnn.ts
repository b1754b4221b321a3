import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MtcnnListener, MtcnnSettings, TrainedMtcnn } from '../../../src/pipelines/train-mtcnn/mtcnn-settings.ts';
import { trainMtcnn } from '../../../src/pipelines/train-mtcnn/train-mtcnn.ts';
import { ROOT } from '../source-imports.ts';

export const SAMPLE = path.join(ROOT, 'datasets/sample');

interface SampleFace {
  readonly box: readonly number[];
  readonly landmarks: readonly (readonly number[])[];
}

/** Photographs with the faces that FaceNet's networks find in double precision (fixtures/make/sample_faces.py). */
const { images } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../fixtures/sample-faces.json', import.meta.url)), 'utf8'),
) as { readonly images: Readonly<Record<string, { readonly faces: readonly SampleFace[] }>> };

/** Photographs of one large face, which are soon cut into windows. */
const PORTRAITS = /Eileen|Grace|Guest_0001/;

type Settings = Pick<MtcnnSettings, 'network' | 'output'> & Partial<MtcnnSettings>;
type World = Partial<MtcnnListener> & { readonly signal?: AbortSignal };

/** A learning rate that stays. */
export const steady = (rate: number) => ({ kind: 'decaying', rate, factor: 1, epochs: 1 }) as const;

/** What the tests of a file train MTCNN with. */
export interface MtcnnTrainings {
  /** A file of the folder of these tests. */
  readonly place: (name: string) => string;
  /** The labels of all photographs, or of portraits alone; written before the first test. */
  readonly faces: () => string;
  readonly portraits: () => string;
  /** Writes labels of the portraits, made of the faces that are there; of all photographs with `all`. */
  readonly annotate: (name: string, relabel: (face: SampleFace) => readonly object[], all?: boolean) => string;
  /** A short training on all photographs, from random weights, unless settings say otherwise. */
  readonly run: (settings: Settings, world?: World) => Promise<TrainedMtcnn>;
}

/** A folder for trainings of the tests of a file, removed after them. */
export function useMtcnnTrainings(): MtcnnTrainings {
  let folder = '';
  const place = (name: string): string => path.join(folder, name);
  const annotate: MtcnnTrainings['annotate'] = (name, relabel, all = false) => {
    const lines = Object.entries(images)
      .filter(([image]) => all || PORTRAITS.test(image))
      .map(([image, { faces }]) => JSON.stringify({ path: image, faces: faces.flatMap(relabel) }));
    writeFileSync(place(name), lines.join('\n'));
    return place(name);
  };
  const [faces, portraits] = [() => place('faces.jsonl'), () => place('portraits.jsonl')];
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'facekit-train-mtcnn-'));
    annotate('faces.jsonl', (face) => [face], true);
    annotate('portraits.jsonl', (face) => [face]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return { place, faces, portraits, annotate, run: (settings, world) => run(settings, faces(), world) };
}

function run(settings: Settings, faces: string, world: World = {}): Promise<TrainedMtcnn> {
  const { signal = new AbortController().signal, ...listener } = world;
  const usual: Omit<MtcnnSettings, 'network' | 'output'> = {
    ...{ folder: SAMPLE, annotations: [faces], base: undefined, fineTune: false, steps: 1, positives: 16 },
    ...{ samples: 200, hardThresholds: [0.6, 0.7], optimiser: 'momentum', learningRate: steady(0.01) },
    ...{ weightDecay: 0.0005, seed: 3, device: 'cpu', threads: 1, checkpointSteps: 1000, resume: false },
  };
  return trainMtcnn({ ...usual, ...settings }, { listener: { ...SILENT, ...listener }, signal });
}

const noop = (): void => undefined;
const SILENT: MtcnnListener = { collects: noop, photograph: noop, trains: noop, step: noop, notices: noop };
