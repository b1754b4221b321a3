import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Face } from '../../../src/core/face.ts';
import { FacekitError } from '../../../src/core/errors.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import {
  alignFolder,
  type AlignListener,
  type AlignOutcome,
  type AlignRequest,
  type AlignWorld,
} from '../../../src/pipelines/align/align-folder.ts';
import { resolveFolders } from '../../../src/pipelines/align/folders.ts';
import { processImage, type ImageTask, type ImageTools } from '../../../src/pipelines/align/process-image.ts';
import type { CreateRunner } from '../../../src/pipelines/align/runner.ts';
import type { AlignOptions } from '../../../src/pipelines/align/align-settings.ts';
import { readMember } from '../../../src/dataset/tar-archive/read-member.ts';
import { createAtomicWriter, type WriteBytes } from '../../../src/files/atomic-file.ts';
import type { AlignmentRecord } from '../../../src/dataset/alignment-record.ts';
import { writeFiles } from '../temporary.ts';

/**
 * A photograph for tests: a text file with its size and its faces, such as `100x80 10,10,50,50,0.9 60,10,90,40,0.8` (corners and
 * score of each). Anything else cannot be decoded. Its crops are files of the crop's bytes.
 */
export const photograph = (...faces: string[]): string => ['100x80', ...faces].join(' ');
export const ONE_FACE = photograph('10,10,50,50,0.9');
export const TWO_FACES = photograph('10,10,30,30,0.99', '40,20,90,70,0.8');
export const NO_FACE = photograph();
/** Writes photographs below a folder, and says where the crops go. */
export function foldersIn(root: string, photographs: Record<string, string>): { input: string; output: string } {
  const input = path.join(root, 'in');
  writeFiles(input, photographs);
  return { input, output: path.join(root, 'out') };
}

/** The networks fail over this one in a way that nobody foresaw. */
export const EXPLOSIVE = photograph('explode');

export interface FakeRun {
  /** Instead of those of the input folder. */
  readonly images?: AlignRequest['images'];
  readonly options?: Partial<AlignOptions>;
  readonly world?: Partial<AlignWorld>;
  /** Called before each image. */
  readonly onImage?: (task: ImageTask) => void | Promise<void>;
  /** Instead of the whole folder: a shard of it. */
  readonly align?: typeof alignFolder;
  /** How crops are written. */
  readonly writeCrop?: WriteBytes;
}

export interface FakeOutcome extends AlignOutcome {
  /** Images that were worked on, in their order. */
  readonly worked: readonly string[];
  /** What the listener was told. */
  readonly told: readonly AlignmentRecord[];
}

const OPTIONS: AlignOptions = {
  imageSize: 8,
  margin: 0,
  alignment: 'box',
  detectMultipleFaces: false,
  select: 'center',
  autoOrient: true,
  randomOrder: false,
  jobs: 2,
  device: 'cpu',
  overwrite: false,
};

/** Aligns a folder of test photographs in this process, with everything real but the codec and the networks. */
export async function fakeAlign(input: string, output: string | undefined, run: FakeRun = {}): Promise<FakeOutcome> {
  const options = { ...OPTIONS, ...run.options };
  const worked: string[] = [];
  const told: AlignmentRecord[] = [];
  const listener: AlignListener = {
    leavesOut: () => undefined,
    begins: () => undefined,
    usesDevice: () => undefined,
    advances: () => undefined,
    tells: ({ record }) => told.push(record),
  };
  const folders = await resolveFolders({ input, output, imageSize: options.imageSize }, process.cwd());
  const outcome = await (run.align ?? alignFolder)(
    { folders, images: run.images, options, argv: ['facekit', 'align'] },
    { createRunner: fakeRunner(run, worked), listener, signal: new AbortController().signal, ...run.world },
  );
  return { ...outcome, worked, told };
}

function fakeRunner({ onImage, writeCrop }: FakeRun, worked: string[]): CreateRunner {
  return (setup, { jobs }) => {
    const tools = { ...fakeCodec(), budget: setup.budget, writer: createAtomicWriter(setup.owner, 't', writeCrop) };
    return {
      capacity: jobs,
      run: async (task) => {
        await onImage?.(task);
        worked.push(task.path);
        return processImage(task, { settings: setup.settings, output: setup.output, tools });
      },
      close: () => Promise.resolve(),
    };
  };
}

function fakeCodec(): Pick<ImageTools, 'decode' | 'detect' | 'encode'> {
  const facesOf = new WeakMap<RgbImage, Face[]>();
  return {
    decode: async ({ file, member }) => {
      const [size = '', ...faces] = Buffer.from(await (member ? readMember(member) : readFile(file)))
        .toString()
        .trim()
        .split(' ');
      const [width = NaN, height = NaN] = size.split('x').map(Number);
      if (!(width > 0)) throw new FacekitError('truncated', `Cannot read ${file}: the text ends\ntoo early`);
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => i % 251);
      const image = { width, height, data };
      facesOf.set(image, faces.map(readFace));
      return image;
    },
    detect: (image) => {
      const faces = facesOf.get(image) ?? [];
      return faces.some(({ score }) => Number.isNaN(score))
        ? Promise.reject(new TypeError('boom'))
        : Promise.resolve(faces);
    },
    encode: ({ data }) => Promise.resolve(data),
  };
}

function readFace(text: string): Face {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = NaN] = text.split(',').map(Number);
  const point = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  return { box: { x1, y1, x2, y2 }, score, landmarks: [point, point, point, point, point] };
}

/** All files below a folder with their content; the random key of the box list is left out of its name. */
export function filesOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name.replace(/bounding_boxes_\d{5}/, 'bounding_boxes'),
      readFileSync(path.join(folder, name)).toString('latin1'),
    ]),
  );
}

/** The files with other names than these. */
export const without = (files: Readonly<Record<string, string>>, ...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

/** The records of an output folder. */
export const recordsOf = (output: string): AlignmentRecord[] =>
  readFileSync(path.join(output, 'alignment.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AlignmentRecord);
