/**
 * Identification in the open set by a gallery and by the classifier of facekit train-classifier, on the same draws: the detection and
 * identification rate at 1 % FPIR, mean of 20 draws. Half of the people are unknown; the others are enrolled with some images and looked for
 * with the rest. The protocol is that of docs/identification.md, with people of whom every one has an image left to be looked for.
 *
 *   node bench/identification.mjs lfw.arrow --enrolled 3 --draws 20
 */
import { parseArgs } from 'node:util';
import { groupBy } from '../dist/core/group.js';
import { readEmbeddingFile } from '../dist/dataset/embedding-file/read.js';
import { drawRoles } from '../dist/evaluation/identification/draw.js';
import { ratesOf } from '../dist/evaluation/identification/rates.js';
import { withSpread } from '../dist/evaluation/identification/own-spread.js';
import { distanceOf, nearestAndMean, nearestFace } from '../dist/evaluation/identification/person-distance.js';
import { search } from '../dist/evaluation/identification/searches.js';
import { createRecognizer } from '../dist/recognition/recognizer.js';
import { trainClassifier } from '../dist/recognition/train-classifier.js';
import { openEngine } from '../dist/tensor/engines/open-engine.js';
import { textOptions } from './support/text-options.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...textOptions({ enrolled: '3', draws: '20' }),
    'no-classifier': { type: 'boolean', default: false },
  },
});
/** All but one of each person at the most. */
const enrolled = values.enrolled === 'all' ? Infinity : Number(values.enrolled);
const FPIR = 0.01;
const { rows, metadata } = await readEmbeddingFile(positionals[0]);
const byName = groupBy([...rows.keys()], (face) => rows[face].className);
const people = [...byName.values()].filter((faces) => faces.length > (enrolled === Infinity ? 1 : enrolled));
const embeddings = rows.map(({ embedding }) => embedding);
const distance = distanceOf(embeddings);
console.log(`${metadata.model.name}: ${people.length} people, ${values.enrolled} images of each enrolled`);

const engine = await openEngine({ device: 'cpu' });
const found = {
  gallery: [],
  'gallery, without spreads': [],
  'gallery, without its cohort': [],
  'gallery, nearest face alone': [],
  'classifier, by distance': [],
  'classifier, by probability': [],
};
for (let number = 0; number < Number(values.draws); number++) {
  const draw = drawRoles(people, { enrolled, unknownShare: 0.5, seed: 666 }, number);
  const asGalleries = withSpread(nearestAndMean(embeddings), distance);
  found.gallery.push(dirOf(search(draw, asGalleries, { withCohort: true })));
  found['gallery, without spreads'].push(dirOf(search(draw, nearestAndMean(embeddings), { withCohort: true })));
  found['gallery, without its cohort'].push(dirOf(search(draw, asGalleries, { withCohort: false })));
  found['gallery, nearest face alone'].push(dirOf(search(draw, nearestFace(distance), { withCohort: false })));
  // The classifier takes people with two images or more.
  if (enrolled < 2 || values['no-classifier']) continue;
  const { byDistance, byProbability } = await classify(draw);
  found['classifier, by distance'].push(dirOf(byDistance));
  found['classifier, by probability'].push(dirOf(byProbability));
  console.log(
    `draw ${number + 1}:`,
    Object.values(found)
      .map((dirs) => dirs.at(-1).toFixed(4))
      .join(' '),
  );
}
for (const [name, dirs] of Object.entries(found)) if (dirs.length > 0) console.log(inWords(name, dirs));

async function classify({ gallery, mated, nonMated }) {
  const faces = gallery.flatMap((own, person) =>
    own.map((face) => ({ name: String(person), embedding: embeddingOf(face) })),
  );
  const { classifier } = await trainClassifier(faces, metadata, { kind: 'svm' });
  const recognizer = await createRecognizer(classifier, engine, { threshold: null });
  const recognize = async (probes) =>
    (await recognizer.recognize(probes.map(embeddingOf))).map(({ candidates }) => candidates[0]);
  const all = [];
  for (const [person, probes] of mated.entries())
    all.push((await recognize(probes)).map((first) => ({ ...first, rank: first.name === String(person) ? 1 : 2 })));
  const nobody = [];
  for (const probes of nonMated) nobody.push(await recognize(probes));
  await recognizer[Symbol.asyncDispose]();
  const searches = (score) => ({
    mated: all.map((own) => own.map((first) => ({ rank: first.rank, distance: score(first) }))),
    nonMated: nobody.map((own) => own.map(score)),
  });
  return {
    byDistance: searches(({ distance }) => distance),
    byProbability: searches(({ probability }) => 1 - probability),
  };
}

function dirOf(searches) {
  return ratesOf(searches, [FPIR], 1).dir[0];
}

function inWords(name, dirs) {
  const mean = dirs.reduce((sum, dir) => sum + dir, 0) / dirs.length;
  const deviation = Math.sqrt(dirs.reduce((sum, dir) => sum + (dir - mean) ** 2, 0) / Math.max(1, dirs.length - 1));
  const [least, most] = [Math.min(...dirs), Math.max(...dirs)];
  const better = found.gallery.filter((dir, i) => dir >= dirs[i]).length;
  return `${name}: DIR ${mean.toFixed(4)} (deviation ${deviation.toFixed(4)}, ${least.toFixed(4)} to ${most.toFixed(4)}) at 1 % FPIR; the gallery is at least as good in ${better} of ${dirs.length} draws`;
}

function embeddingOf(face) {
  return rows[face].embedding;
}
