import { safeOutput } from '../../../dist/core/printable.js';
import { FacekitError } from '../../../dist/core/errors.js';
import { asEmbedding } from '../../../dist/core/embedding.js';
import { alignFace } from '../../../dist/detection/align-by-box.js';
import { encodePng } from '../../../dist/image/encode.js';
import { trainClassifier } from '../../../dist/recognition/train-classifier.js';
import { htmlPage } from '../../../dist/report/html/page-frame.js';
import { html } from '../../../dist/report/markup.js';
import { confusionChart } from '../../../dist/report/svg/confusion.js';
import { formatProblem, formatRenamed } from '../../../dist/report/text/align.js';
import { formatDropped } from '../../../dist/report/text/compare.js';
import { formatPhotographs } from '../../../dist/report/text/photographs.js';
import { NAME_PARTS, NUMBERS, SIZES } from '../extremes.mjs';
import { expect } from '../wrong.mjs';

/*
 * Values instead of files: names that are printed, and what a program may hand to the library. The input is JSON, so that a find can be
 * read; numbers that JSON does not know are words in it.
 */

const asInput = (value) => ({
  input: Buffer.from(JSON.stringify(value, (_, each) => (typeof each === 'number' ? String(each) : each))),
});
const parse = ({ input }) => JSON.parse(input.toString());
const some = (count, make) => Array.from({ length: count }, make);

/** Neither a code that a terminal obeys nor a character that turns the order of others round. */
const HOSTILE = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/u;
const tagsOf = (markup) => markup.match(/<[a-z!/?]/gi).length;

async function printNames(input) {
  const names = parse(input);
  const [name] = names;
  const record = { path: name, reason: name, message: name };
  const unknown = { name: null, candidates: [{ name, probability: 0.5, distance: 1 }] };
  const printed = [
    formatProblem({ ...record, status: 'unreadable' }, false),
    formatRenamed({ path: name, stem: name, because: name }, false),
    formatDropped({ ...record, reason: 'truncated' }),
    formatPhotographs({ images: [{ ...record, status: 'unreadable', faces: [{ face: 0, ...unknown }] }] }).trimEnd(),
  ].map(safeOutput);
  for (const text of printed) expect(!HOSTILE.test(text), `printed as ${JSON.stringify(text)}`);
  for (const text of printed.slice(0, 3)) expect(!text.includes('\n'), 'a name takes more than a line');
  const json = safeOutput(JSON.stringify(names));
  expect(!HOSTILE.test(json) && JSON.stringify(JSON.parse(json)) === JSON.stringify(names), `JSON: ${json}`);
  expect(tagsOf(page(names)) === tagsOf(page(names.map(() => 'x'))), 'a name became an element of the page');
  expect(!HOSTILE.test(page(names)), 'a page with codes of a terminal');
}

const page = (names) =>
  htmlPage(
    names[0],
    html`<p title="${names[0]}">${names.join(' ')}</p>
      ${confusionChart({ rows: names, columns: names, counts: names.map(() => names.map(() => 1)) })}`,
  );

async function train(input) {
  const { vectors, kind } = parse(input);
  const faces = vectors.map((numbers, i) => ({
    name: `P${i % 3}`,
    embedding: asEmbedding(Float32Array.from(numbers)),
  }));
  const model = { name: 'tiny', sha256: 'fa'.repeat(32) };
  const alignment = { kind: 'box', margin: 32, imageSize: 160 };
  const metadata = { facekit: '0.1.0', model, dimension: 4, standardisation: 'fixed', alignment, flip: false };
  const { classifier } = await trainClassifier(faces, metadata, { kind });
  expect(classifier.kind === kind, `kind ${classifier.kind}`);
}

/** Vectors of length 1, of which some have a number that they should not. */
function vectors(random) {
  const unit = (i) => some(4, (_, axis) => (axis === i % 3 ? 1 : 0.1 * random.next()));
  const list = some(6 + random.below(8), (_, i) => unit(i)).map((numbers) => {
    const length = Math.hypot(...numbers);
    return numbers.map((value) => value / length);
  });
  for (let n = random.below(4); n > 0; n -= 1) random.pick(list)[random.below(4)] = random.pick(NUMBERS);
  if (random.chance(0.1)) random.pick(list).pop();
  return asInput({ vectors: list, kind: random.pick(['svm', 'nearest']) });
}

const number = (random) => random.pick(random.chance(0.5) ? SIZES : NUMBERS);

const cuts = (random) => {
  const whole = random.chance(0.5);
  return asInput({
    width: whole ? 4 : number(random),
    height: whole ? 4 : number(random),
    bytes: random.pick([48, 48, 0, 47, 49]),
    box: some(4, () => number(random)),
    options: { imageSize: random.chance(0.5) ? 8 : number(random), margin: random.chance(0.5) ? 2 : number(random) },
  });
};

async function cut(input) {
  const { width, height, bytes, box, options } = parse(input);
  const image = { width: Number(width), height: Number(height), data: new Uint8Array(Number(bytes)) };
  const [x1, y1, x2, y2] = box.map(Number);
  const settings = { imageSize: Number(options.imageSize), margin: Number(options.margin) };
  try {
    const { image: crop, cropBox } = alignFace(image, { box: { x1, y1, x2, y2 } }, settings);
    expect(crop.data.length === 3 * settings.imageSize ** 2, 'a crop of another size');
    expect(Object.values(cropBox).every(Number.isFinite), 'corners that are no numbers');
    expect(image.data.length === 3 * image.width * image.height, 'taken for an image');
    await encodePng(crop);
  } catch (error) {
    if (error instanceof FacekitError) expect(error.code === 'usage', `refused as ${error.code}`);
    throw error;
  }
}

export const madeTargets = {
  names: {
    inMemory: true,
    make: (random) =>
      asInput(some(1 + random.below(4), () => some(1 + random.below(5), () => random.pick(NAME_PARTS)).join(''))),
    read: printNames,
  },
  vectors: { inMemory: true, make: vectors, read: train },
  cuts: { inMemory: true, make: cuts, read: cut },
};
