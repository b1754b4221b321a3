import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readPredictions } from '../../../dist/dataset/face-annotations/predictions.js';
import { readAnnotations } from '../../../dist/dataset/face-annotations/read-annotations.js';
import { looksLikeMat, readMat } from '../../../dist/formats/matlab/read-mat.js';
import { expect } from '../wrong.mjs';

/** WIDER FACE's lists, written by SciPy (`test/fixtures/detection/make.py`), plain and compressed. */
const LISTS = JSON.parse(readFileSync(new URL('../../fixtures/detection/expected.json', import.meta.url), 'utf8')).mat;
const listOf = (form) => Buffer.from(LISTS[form], 'base64');

/** The variables of a MATLAB file, whatever they are called. */
async function readVariables({ 'list.mat': bytes }) {
  looksLikeMat(bytes);
  for (const [name, array] of readMat(bytes, 'list.mat')) checkArray(name, array);
}

function checkArray(name, { kind, shape, data, cells }) {
  const count = shape?.reduce((product, side) => product * side, 1);
  if (kind === 'numbers') expect(data.length === count, `${data.length} numbers of ${name} in the shape ${shape}`);
  if (kind === 'cells') expect(cells.length === count, `${cells.length} cells of ${name} in the shape ${shape}`);
  for (const cell of cells ?? []) checkArray(name, cell);
}

const readList = (format) => async (input, folder) => {
  const [name] = Object.keys(input);
  const { annotations } = await readAnnotations(path.join(folder, name), format);
  for (const { faces } of annotations.images)
    for (const face of faces) {
      const numbers = Object.values(face).filter((value) => typeof value === 'number');
      expect(numbers.length >= 4 && numbers.every(Number.isFinite), `a face of ${numbers}`);
    }
};

const readFound = (format, names) => async (_, folder) => {
  for (const { detections } of await readPredictions(folder, format, names))
    for (const { x, y, width, height, score } of detections)
      expect([x, y, width, height, score].every(Number.isFinite), `a detection at ${x}, ${y}`);
};

const text = (...lines) => Buffer.from(`${lines.join('\n')}\n`);

/** Annotations of benchmarks, and detections that are to be measured by them. */
export const benchmarkTargets = {
  mat: {
    inMemory: true,
    seeds: async () => [{ 'list.mat': listOf('plain') }, { 'list.mat': listOf('compressed') }],
    read: readVariables,
  },
  'wider-mat': {
    seeds: async () => [{ 'wider_easy_val.mat': listOf('plain') }, { 'wider_easy_val.mat': listOf('compressed') }],
    read: readList('wider'),
  },
  'wider-text': {
    seeds: async () => [
      {
        'list.txt': text(
          ...['0--Parade/a.jpg', '2', '10 20 30 40 0 0 0 0 0 0', '5 6 0 8 1 0 0 1 0 0'],
          ...['0--Parade/b.jpg', '0', '0 0 0 0 0 0 0 0 0 0'],
        ),
      },
    ],
    read: readList('wider'),
  },
  'fddb-text': {
    seeds: async () => [{ 'ellipses.txt': text('2002/a', '1', '123.5 85.5 1.265839 269.69 161.78  1', '2002/b', '0') }],
    read: readList('fddb'),
  },
  'face-lines': {
    seeds: async () => [
      {
        'faces.jsonl': text(
          '{"path": "a.jpg", "faces": [{"box": [1, 2, 30, 40], "ignored": true}, {"box": [5, 5, 5, 9]}]}',
        ),
      },
    ],
    read: readList('jsonl'),
  },
  'wider-predictions': {
    only: 'a.txt',
    seeds: async () => [{ 'a.txt': text('a.jpg', '2', '10 20 30 40 0.9', '1.5 2 3 4 0.25') }],
    read: readFound('wider', ['a']),
  },
  'fddb-predictions': {
    seeds: async () => [{ 'detections.txt': text('2002/a', '1', '10 20 30 40 0.9', '2002/b', '0') }],
    read: readFound('fddb', []),
  },
};
