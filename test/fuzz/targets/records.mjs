import { mkdir, readFile, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAlignedFolderFinder } from '../../../dist/dataset/aligned-folder.js';
import { planOutputs } from '../../../dist/dataset/output-plan.js';
import { parsePathList } from '../../../dist/dataset/path-list.js';
import { restoreQuarantine } from '../../../dist/dataset/quarantine/restore.js';
import { lfwFolds } from '../../../dist/evaluation/lfw-pairs.js';
import { thisProcess } from '../../../dist/files/process-id.js';
import { FACENET_CROPS } from '../../../dist/pipelines/collection/crop-settings.js';
import { OutputFolder } from '../../../dist/pipelines/align/output-folder.js';
import { PartialFile } from '../../../dist/pipelines/embed/partial-file.js';
import { readPairsFile } from '../../../dist/pipelines/validate-lfw/pairs-list.js';
import { repairLines } from '../repair.mjs';
import { expect } from '../wrong.mjs';

const lines = (...values) => Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));

const SETTINGS = { ...FACENET_CROPS, detector: { name: 'mtcnn', sha256: 'fa'.repeat(32) } };

const FACE = {
  box: [10.5, 11.5, 60.25, 70],
  score: 0.999,
  landmarks: [
    [22, 30],
    [45, 30],
    [33, 42],
    [24, 55],
    [43, 55],
  ],
  selected: true,
  cropBox: [0, 0, 76, 86],
};
const RECORDS = [
  { path: 'Ann/a.jpg', status: 'aligned', width: 90, height: 100, faces: [{ ...FACE, output: 'Ann/a.png' }] },
  { path: 'Ann/b.jpg', status: 'no-face', width: 90, height: 100, faces: [] },
  {
    path: 'Bob/c.jpg',
    status: 'unreadable',
    reason: 'truncated',
    message: 'it ends',
    width: null,
    height: null,
    faces: [],
  },
  { path: 'Bob/d.jpg', status: 'aligned', width: 90, height: 100, faces: [{ ...FACE, output: 'Bob/d.png' }] },
];

const CROPS = ['Ann/a.png', 'Bob/d.png', 'Bob/e.png'];

async function makeCrops(folder) {
  for (const crop of CROPS) {
    await mkdir(path.join(folder, path.dirname(crop)), { recursive: true });
    await writeFile(path.join(folder, crop), 'a crop');
  }
  await symlink('..', path.join(folder, 'outside'));
}

/** What `embed` asks of a folder of crops. */
async function readOrigins(_, folder) {
  await makeCrops(folder);
  const find = createAlignedFolderFinder();
  for (const crop of CROPS) {
    const origin = await (await find(path.join(folder, crop)))?.originOf(path.join(folder, crop));
    const numbers = origin ? [...Object.values(origin.cropBox), ...origin.landmarks.flatMap(({ x, y }) => [x, y])] : [];
    expect(numbers.every(Number.isFinite), 'corners or landmarks that are no numbers');
  }
}

/** What `align` does with an output folder that is there already, to its end. */
async function runAgain(input, folder) {
  await makeCrops(folder);
  const self = thisProcess('00001');
  const plan = planOutputs(RECORDS.map((record) => record.path));
  const overwrite = input['alignment.json'].length % 2 === 0;
  const output = await OutputFolder.open({
    folder,
    named: 'out',
    self,
    settings: SETTINGS,
    overwrite,
    plan,
    revision: '',
  });
  try {
    for (const planned of plan) await output.decide(planned);
    await output.finish();
  } finally {
    await output.close();
  }
  const journals = (await readdir(folder)).filter((name) => /\.(journal|stopped)$/.test(name));
  expect(journals.length <= 1, `${journals.length} journals are left`);
}

const OUTPUT_FOLDER = {
  'alignment.json': Buffer.from(JSON.stringify({ facekit: '0.1.0', ...SETTINGS }, null, 2)),
  'alignment.jsonl': lines(...RECORDS),
};
/** Of a process number above the largest that Linux gives. */
const JOURNAL = `.alignment-12345-99999999@${thisProcess('00000').host}.journal`;
const FINISHED = JOURNAL.replace('12345', '54321').replace(/journal$/, 'finished');
const HEADER = { settings: JSON.stringify(SETTINGS), overwrite: false, started: 1_700_000_000_000 };

/** Of a run that was to make every crop again and was stopped. */
const REPLACING = {
  ...OUTPUT_FOLDER,
  'alignment.json': Buffer.from(JSON.stringify({ facekit: '0.1.0', ...SETTINGS, replacing: true }, null, 2)),
};

const RUN = { facekit: '0.1.0', model: 'tiny', dimension: 4 };

const EMBEDDING = Float32Array.of(0.5, 0.5, 0.5, 0.5);
const isWhole = (embedding) => embedding.length === EMBEDDING.length && embedding.every((value) => value === 0.5);

/** Takes up what an interrupted `embed` left: with checksums that are not made right again, what was changed counts for nothing. */
const resume = (isRight) => async (_, folder) => {
  const partial = await PartialFile.open(path.join(folder, 'e.arrow'), {
    settings: RUN,
    resume: true,
    overwrite: false,
  });
  try {
    for (const image of ['a.png', 'b.png']) {
      for (const { embedding } of await partial.facesOf(image))
        expect(isRight(embedding), `an embedding of ${embedding}`);
    }
    await partial.find('aa');
  } finally {
    await partial.close();
  }
};

/** A partial file as `embed` writes it. */
async function partialFile(folder) {
  const output = path.join(folder, 'e.arrow');
  const partial = await PartialFile.open(output, { settings: RUN, resume: false, overwrite: true });
  const faces = [{ face: 0, box: null, score: null, embedding: EMBEDDING }];
  await partial.append({ path: 'a.png', key: 'aa', resized: false, faces });
  await partial.append({
    path: 'b.png',
    key: 'bb',
    resized: true,
    faces: [{ ...faces[0], box: { x1: 1, y1: 2, x2: 3, y2: 4 }, score: 0.9 }],
  });
  await partial.close();
  return { 'e.arrow.partial': await readFile(`${output}.partial`) };
}

/** A quarantine of two files; the data set is in the folder of the test. */
async function restore(_, folder) {
  const quarantine = path.join(folder, 'quarantine');
  await mkdir(path.join(folder, 'people/Ann'), { recursive: true });
  await mkdir(path.join(quarantine, 'Ann'), { recursive: true });
  for (const name of PICTURES) await writeFile(path.join(quarantine, 'Ann', name), name);
  await rename(path.join(folder, 'quarantine.jsonl'), path.join(quarantine, 'quarantine.jsonl'));
  try {
    await restoreQuarantine(quarantine, { to: path.join(folder, 'people'), signal: new AbortController().signal });
  } finally {
    const contents = await contentsBelow(folder);
    for (const name of PICTURES) expect(contents.filter((content) => content === name).length === 1, `${name} is lost`);
  }
}

const PICTURES = ['a.png', 'b.png'];

async function contentsBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((file) => readFile(path.join(file.path, file.name), 'utf8')));
}

const QUARANTINE = lines(
  { facekitQuarantine: 1 },
  { root: '/people', path: 'Ann/a.png', place: 'Ann/a.png', problems: ['duplicate'] },
  { root: '/people', path: 'Ann/b.png', place: 'Ann/b.png', problems: ['blurred', 'small'] },
);

async function readPairs(_, folder) {
  const { view, pairs } = await readPairsFile(path.join(folder, 'pairs.txt'));
  const same = pairs.map((pair) => pair.same);
  if (pairs.length >= 2) expect(lfwFolds(view, same, 2).length === pairs.length, 'a pair without a fold');
}

export const recordTargets = {
  'alignment-origins': { seeds: async () => [OUTPUT_FOLDER], read: readOrigins },
  'alignment-rerun': { seeds: async () => [OUTPUT_FOLDER, REPLACING], read: runAgain },
  'align-journal': {
    only: JOURNAL,
    seeds: async () => [{ ...OUTPUT_FOLDER, [JOURNAL]: lines(HEADER, ...RECORDS) }],
    read: runAgain,
  },
  'align-finished': {
    only: FINISHED,
    seeds: async () => [
      { ...OUTPUT_FOLDER, [JOURNAL]: lines(HEADER, ...RECORDS), [FINISHED]: lines(HEADER, ...RECORDS) },
    ],
    read: runAgain,
  },
  'embed-partial': {
    seeds: async (folder) => [await partialFile(folder)],
    repair: (input) => ({ 'e.arrow.partial': repairLines(input['e.arrow.partial']) }),
    read: resume((embedding) => embedding.every(Number.isFinite)),
  },
  'embed-partial-bits': { seeds: async (folder) => [await partialFile(folder)], read: resume(isWhole) },
  quarantine: { seeds: async () => [{ 'quarantine.jsonl': QUARANTINE }], read: restore },
  pairs: {
    seeds: async () => [
      { 'pairs.txt': Buffer.from('2\t2\nAnn\t1\t2\nBob X\t1\t3\nAnn\t1\tBob X\t1\nAnn\t2\tCleo\t1\nAnn\t3\t4\n') },
      { 'pairs.txt': Buffer.from('1\nAnn 1 2\r\nAnn 1 Bob 2\r\n') },
      { 'pairs.txt': Buffer.from('\ufeff1\nAnn\t1\t2\n', 'utf16le') },
      { 'pairs.txt': Buffer.from('\ufeff1\t1\nCléo\t1\t2\nCléo\t1\tBob X\t1\n', 'utf16le').swap16() },
    ],
    read: readPairs,
  },
  'path-list': {
    inMemory: true,
    seeds: async () => [
      { list: Buffer.from('a.png\nb c.png\n') },
      { list: Buffer.from('a.png\0b\nc.png\0') },
      { list: Buffer.from('\ufeffCléo.png\n', 'utf16le') },
    ],
    read: async ({ list }) =>
      expect(
        parsePathList(list).every((name) => name !== ''),
        'an empty name',
      ),
  },
};
