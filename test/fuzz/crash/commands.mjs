import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { tableOf } from '../../../dist/dataset/embedding-file/contents.js';
import { writeEmbeddingFile } from '../../../dist/dataset/embedding-file/write.js';
import { randomOf } from '../random.mjs';
import { badEnding, PROJECT, runToEnd } from './process.mjs';

const SAMPLE = path.join(PROJECT, 'datasets/sample');
const MODEL = ['--model', 'mobilefacenet', '--device', 'cpu', '--jobs', '2'];
const PULL = path.join(import.meta.dirname, 'pull-small.mjs');

/** Photographs of three people, small so that a run is short; one of them twice, which `dataset check` finds. */
async function makePhotographs(folder) {
  const names = [
    'Eileen_Collins/Eileen_Collins_0001.jpg',
    'Grace_Hopper/Grace_Hopper_0001.jpg',
    'Guest/Guest_0001.jpg',
    'Guest/Guest_0002.jpg',
  ];
  for (const name of names) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    await sharp(path.join(SAMPLE, name)).resize({ width: 320, withoutEnlargement: true }).jpeg().toFile(file);
  }
  cpSync(path.join(folder, 'Guest/Guest_0001.jpg'), path.join(folder, 'Guest/Guest_0003.jpg'));
}

/** Ten crops that differ in their light: fewer are not enough to measure ranges on. */
async function makeFaces(crop, folder) {
  mkdirSync(folder);
  for (let i = 0; i < 10; i += 1)
    await sharp(crop)
      .modulate({ brightness: 0.6 + 0.05 * i })
      .toFile(path.join(folder, `${i}.png`));
}

/** Embeddings of thirty people, enough for the training to take a moment. */
export async function writeEmbeddings(file) {
  const random = randomOf('embeddings');
  const unit = (numbers) => Float32Array.from(numbers, (value) => value / Math.hypot(...numbers));
  const rows = Array.from({ length: 600 }, (_, i) => {
    const person = i % 30;
    const numbers = Array.from({ length: 128 }, (_, axis) => (axis % 30 === person ? 1 : 0) + random.next() - 0.5);
    return {
      path: `p/${person}/${i}.png`,
      className: `Person ${person}`,
      face: 0,
      box: null,
      score: null,
      embedding: unit(numbers),
    };
  });
  const alignment = { kind: 'box', margin: 32, imageSize: 160 };
  const metadata = {
    facekit: '0.1.0',
    model: { name: 'tiny', sha256: 'fa'.repeat(32) },
    dimension: 128,
    standardisation: 'fixed',
    alignment,
    flip: false,
  };
  await writeEmbeddingFile(file, tableOf(metadata, rows));
}

/**
 * The commands that write: what they are given lies in `in`, what they write in `out` and `cache` of the folder that they are run in.
 *
 * @typedef {object} Command
 * @property {(context: { folder: string, base: string }) => void} prepare
 * @property {readonly string[]} args
 * @property {readonly string[]} [again] after a run that was stopped; default: the same
 * @property {string} [input] a file that is changed while it is read
 *
 * @param {string} mirror address of the small data set
 * @returns {Readonly<Record<string, Command>>}
 */
export function commands(mirror) {
  const photographs = ({ folder, base }) =>
    cpSync(path.join(base, 'people'), path.join(folder, 'in/people'), { recursive: true });
  const faces = ({ folder, base }) =>
    cpSync(path.join(base, 'faces'), path.join(folder, 'in/faces'), { recursive: true });
  const embed = ['embed', 'in/people', '--detect', '--all-faces', '--output', 'out/faces.jsonl', ...MODEL];
  return {
    align: {
      prepare: photographs,
      args: ['align', 'in/people', 'out/crops', '--device', 'cpu', '--jobs', '2'],
      input: 'in/people/Guest/Guest_0001.jpg',
    },
    embed: {
      prepare: photographs,
      args: embed,
      again: [...embed, '--resume', '--overwrite'],
      input: 'in/people/Guest/Guest_0001.jpg',
    },
    'train-classifier': {
      prepare: ({ folder, base }) => cpSync(path.join(base, 'faces.jsonl'), path.join(folder, 'in/faces.jsonl')),
      args: ['train-classifier', 'in/faces.jsonl', 'out/people.json'],
      input: 'in/faces.jsonl',
    },
    'dataset check --quarantine': {
      prepare: photographs,
      args: ['datasets', 'check', 'in/people', '--detect', '--quarantine', 'out/removed', ...MODEL],
      input: 'in/people/Guest/Guest_0001.jpg',
    },
    'dataset restore': {
      prepare: ({ folder, base }) => {
        cpSync(path.join(base, 'check/in/people'), path.join(folder, 'in/people'), { recursive: true });
        cpSync(path.join(base, 'check/out'), path.join(folder, 'out'), { recursive: true });
      },
      args: ['datasets', 'restore', 'out/removed', '--to', 'in/people'],
      isDone: /no quarantine\.jsonl|has no quarantine/,
    },
    cluster: {
      prepare: photographs,
      args: ['cluster', 'in/people', '--detect', '--output', 'out/groups', ...MODEL],
      isDone: /something is in/,
      input: 'in/people/Guest/Guest_0001.jpg',
    },
    'gallery enrol': {
      prepare: photographs,
      args: ['gallery', 'enrol', 'out/gallery', 'in/people', ...MODEL],
      input: 'in/people/Guest/Guest_0001.jpg',
    },
    'models import': {
      prepare: ({ folder }) =>
        cpSync(path.join(PROJECT, 'test/fixtures/weights/embedder.onnx'), path.join(folder, 'in/model.onnx')),
      args: ['models', 'import', 'in/model.onnx', '--name', 'mine', '--alignment', 'box', '--standardization', 'fixed'],
      input: 'in/model.onnx',
    },
    'models quantize': {
      prepare: faces,
      args: ['models', 'quantize', 'mobilefacenet', 'in/faces', '--images', '10', '--name', 'small'],
      again: ['models', 'quantize', 'mobilefacenet', 'in/faces', '--images', '10', '--name', 'small', '--overwrite'],
    },
    'datasets pull': { prepare: () => undefined, args: [PULL, mirror, 'out/data'] },
  };
}

/** Makes once what the commands are given: photographs, crops, embeddings, a quarantine. */
export async function makeBase(base) {
  const run = async (args, folder) => {
    const ending = await runToEnd(args, { folder });
    if (ending.code !== 0) throw new Error(`facekit ${args.join(' ')}: ${badEnding(ending) ?? ending.output}`);
  };
  const check = path.join(base, 'check');
  mkdirSync(check, { recursive: true });
  await makePhotographs(path.join(base, 'people'));
  cpSync(path.join(base, 'people'), path.join(check, 'in/people'), { recursive: true });
  await run(['align', 'in/people', 'crops', '--device', 'cpu'], check);
  await makeFaces(path.join(check, 'crops/Guest/Guest_0001.png'), path.join(base, 'faces'));
  rmSync(path.join(check, 'crops'), { recursive: true });
  await run(commands('')['dataset check --quarantine'].args, check);
  rmSync(path.join(check, 'cache'), { recursive: true, force: true });
  await writeEmbeddings(path.join(base, 'faces.jsonl'));
}

/** A new folder in which a command can be run. */
export function makeFolder(command, { folder, base }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'in'), { recursive: true });
  command.prepare({ folder, base });
}
