/**
 * Chooses the threshold of facekit cluster on one half of the people of an embedding file, by BCubed F, and measures it on the other half and
 * on all: how the defaults in src/models/known-models.ts were found. The halves are drawn with a seed, three times.
 *
 *   node bench/cluster-thresholds.mjs lfw.arrow
 */
import { clusterFaces } from '../dist/clustering/cluster-faces.js';
import { shuffled } from '../dist/core/random.js';
import { seededRandom } from '../dist/core/seeded-random.js';
import { readEmbeddingFile } from '../dist/dataset/embedding-file/read.js';
import { clusterAgreement } from '../dist/evaluation/cluster-agreement.js';

const [file] = process.argv.slice(2);
const SEED = 666;
const DRAWS = 3;
const { rows, metadata } = await readEmbeddingFile(file);
const thresholds = Array.from({ length: 17 }, (_, i) => (50 + 3 * i) / 100);

const people = [...new Set(rows.map(({ className }) => className))].sort();
console.log(`${metadata.model.name}: ${rows.length} faces of ${people.length} people`);
const chosen = [];
for (let draw = 0; draw < DRAWS; draw++) {
  const first = new Set(shuffled(people, seededRandom(SEED, draw)).slice(0, Math.ceil(people.length / 2)));
  const halves = [rows.filter((row) => first.has(row.className)), rows.filter((row) => !first.has(row.className))];
  for (const [i, half] of halves.entries()) {
    const threshold = await best(half);
    const other = await measure(halves[1 - i], threshold);
    chosen.push(threshold);
    console.log(`draw ${draw + 1}, half ${i + 1}: threshold ${threshold}, on the other half ${inWords(other)}`);
  }
}
for (const threshold of [...new Set(chosen)].sort())
  console.log(`all at ${threshold}: ${inWords(await measure(rows, threshold))}`);

async function best(faces) {
  let found = { f: -1 };
  for (const threshold of thresholds) {
    const { bcubed } = await measure(faces, threshold);
    if (bcubed.f > found.f) found = { f: bcubed.f, threshold };
  }
  return found.threshold;
}

async function measure(faces, threshold) {
  const groups = await clusterFaces(
    faces.map(({ embedding }) => embedding),
    { threshold, mostInMatrix: 0 },
  );
  const names = [];
  for (const [i, group] of groups.entries()) for (const place of group) names[place] = String(i);
  return clusterAgreement(
    faces.map(({ className }) => className),
    names,
  );
}

function inWords({ bcubed, pairs, nmi }) {
  const [p, r, f] = [bcubed.precision, bcubed.recall, bcubed.f].map((value) => value.toFixed(4));
  return `BCubed F ${f} (precision ${p}, recall ${r}), pairs F ${pairs.f.toFixed(4)}, NMI ${nmi.toFixed(4)}`;
}
