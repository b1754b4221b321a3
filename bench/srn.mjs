/**
 * The whole SRN with made weights beside PyTorch's: every map and both heads, and the time of an image. Needs a build, and Python with PyTorch (PYTHON names it).
 *
 *     node bench/srn.mjs [WIDTH HEIGHT [ROUNDS]]      default 640 480 3
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { srnLayers } from '../dist/models/import/srn-layers.js';
import { foldSrn } from '../dist/models/import/srn-state.js';
import { backbone } from '../dist/srn/backbone.js';
import { facesOf } from '../dist/srn/faces.js';
import { normalise, srnNetwork } from '../dist/srn/network.js';
import { SETTINGS } from '../dist/srn/options.js';
import { firstStepFeature, secondStepFeatures } from '../dist/srn/pyramid.js';
import { PUBLISHED_SIZE } from '../dist/srn/size.js';
import { describeNetwork, images } from '../dist/tensor/describe.js';
import { openEngine } from '../dist/tensor/engines/open-engine.js';
import { PYTHON, withThreads } from './support/python.mjs';
import { drawnPhotograph, madeState, namedMaps } from '../test/support/networks/srn-made.mjs';

const [width = 640, height = 480, rounds = 3] = process.argv.slice(2).map(Number);
const FIXTURES = fileURLToPath(new URL('../test/fixtures/srn/', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'facekit-srn-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const pyramids = describeNetwork('pyramids', images('height', 'width'), (image) => {
  const c = backbone(normalise(image), PUBLISHED_SIZE);
  const first = c.map((stage, level) => firstStepFeature(stage, level, PUBLISHED_SIZE));
  return namedMaps({ c, first, p: secondStepFeatures(c, PUBLISHED_SIZE) });
});

const photograph = { shape: [1, height, width, 3], data: drawnPhotograph(width, height).data };
const weights = foldSrn(madeState(srnLayers()), 'made weights');

/** The outputs of a network, and the seconds of each round: on the clock, and of the processor, which others that compute here disturb less. */
async function run(network, count) {
  const engine = await openEngine({ device: 'cpu', threads: 1 });
  const session = await engine.load(network, weights);
  const [seconds, processor] = [[], []];
  let outputs = {};
  for (let round = 0; round < count; round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    outputs = await session.run({ images: photograph });
    seconds.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(used);
    processor.push((user + system) / 1e6);
  }
  await engine.dispose();
  return { outputs, seconds, processor };
}

const ours = await run(srnNetwork(), rounds);
const start = performance.now();
const faces = facesOf(ours.outputs, SETTINGS.code);
const after = (performance.now() - start) / 1000;
const maps = { ...(await run(pyramids, 1)).outputs, ...ours.outputs };

const file = path.join(scratch, 'outputs.bin');
const args = ['full.py', String(width), String(height), file, String(rounds)];
const theirs = JSON.parse(
  execFileSync(PYTHON, ['-B', ...args], {
    env: withThreads(1),
    cwd: FIXTURES,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  }),
);
const bytes = readFileSync(file);
let offset = 0;
let worst = { name: '', error: 0 };
for (const [name, shape] of Object.entries(theirs.shapes)) {
  const expected = new Float32Array(
    bytes.buffer,
    bytes.byteOffset + 4 * offset,
    shape.reduce((a, b) => a * b),
  );
  offset += expected.length;
  if (String(maps[name]?.shape) !== String(shape))
    throw new Error(`${name} has the shape ${maps[name]?.shape}, not ${shape}`);
  let [largest, difference] = [0, 0];
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - maps[name].data[i]));
  });
  if (!(difference / largest <= worst.error)) worst = { name, error: difference / largest };
}
const nearest = theirs.rows.map((row, i) =>
  Math.max(...['x1', 'y1', 'x2', 'y2'].map((side, j) => Math.abs(row[j] - (faces[i]?.box[side] ?? NaN)))),
);
console.log(`SRN at ${width} × ${height}, one thread`);
console.log(
  `largest difference of ${Object.keys(theirs.shapes).length} maps: ${worst.error.toExponential(1)} of the largest number (${worst.name})`,
);
console.log(
  `faces: ${faces.length}, PyTorch and torchvision ${theirs.faces}; the first ${nearest.length} boxes agree to ${Math.max(...nearest).toExponential(1)} pixels`,
);
const list = (seconds) => seconds.map((each) => each.toFixed(2)).join(', ');
console.log(
  `seconds an image: facekit ${list(ours.seconds)} (and ${after.toFixed(2)} for candidates and suppression), PyTorch with the unused outputs left out too ${list(theirs.seconds)}`,
);
console.log(
  `seconds of the processor: facekit ${list(ours.processor)}, PyTorch ${list(theirs.processor)}; the least of each: ${(Math.min(...theirs.processor) / Math.min(...ours.processor)).toFixed(2)} times as fast`,
);
