/**
 * Speed on this machine: `npm run bench` prints one table and writes bench/results/<date>.json. Close other programs first;
 * compare only figures of one run.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { benchAlign } from './align.mjs';
import { benchCompare } from './compare.mjs';
import { machine } from './support/measure.mjs';

const results = { machine: machine(), align: await benchAlign(), compare: await benchCompare() };
printAlign(results.align);
console.log('facekit compare of two photographs, cold start');
console.log(JSON.stringify(results.compare, undefined, 2));
const folder = path.join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
const file = path.join(folder, `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`);
await writeFile(file, JSON.stringify(results, undefined, 2));
console.log(`\n${file}`);

function printAlign({ stages250, stages2MP, runs250, runs2MP }) {
  console.log('\nalign, one thread, ms an image (median)');
  const stages = (label, stage) => ({
    image: label,
    faces: stage.faces,
    ...Object.fromEntries(
      ['decode', 'pyramid', 'detect', 'crop', 'encode'].map((name) => [
        name,
        Number(stage[name].median.toFixed(2)),
      ]),
    ),
  });
  console.table([stages('250×250', stages250), stages('1732×1155', stages2MP)]);
  console.log('facekit align, whole process');
  const run = (label, { jobs, images, imagesPerSecond, peakMemory }) => ({
    image: label,
    jobs,
    images,
    'images/s': Number(imagesPerSecond.toFixed(1)),
    'peak MB': Math.round(peakMemory),
  });
  console.table([...runs250.map((r) => run('250×250', r)), ...runs2MP.map((r) => run('1732×1155', r))]);
}
