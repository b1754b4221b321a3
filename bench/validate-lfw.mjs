import { readFile, writeFile } from 'node:fs/promises';
import { pairPath, parseLfwPairs } from '../dist/evaluation/lfw-pairs.js';
import { measureFacekit, runFacekit } from './support/facekit.mjs';
import { bestModel, installedModels } from './support/models.mjs';
import { copyLfwImages, findLfw, SHARED } from './support/pictures.mjs';

/** The 1,000 pairs of LFW's View 1 test: from aligned crops, then the evaluation alone from embeddings. */
export async function* validateLfw({ folder, quick }) {
  const lfw = findLfw();
  if (!lfw) {
    yield { name: 'validate-lfw', skipped: `there is no LFW in ${SHARED} (set FACEKIT_SHARED)` };
    return;
  }
  const pairs = `${folder}/pairs.txt`;
  const { count, images } = await choosePairs(lfw.pairs, pairs, quick ? 50 : 500);
  await copyLfwImages(lfw.images, images, `${folder}/lfw`);
  const crops = `${folder}/lfw crops`;
  await runFacekit(['align', `${folder}/lfw`, crops, '--quiet']);
  const model = bestModel(await installedModels());
  const kept = `${folder}/lfw.arrow`;
  const name = `validate-lfw, ${count} pairs, ${images.length} images`;
  const validate = ['validate-lfw', '--lfw-pairs', pairs, '--embeddings', kept, '--quiet'];
  yield measureFacekit({ name: `${name}, ${model}`, count: images.length }, () => [
    ...validate,
    crops,
    '--model',
    model,
  ]);
  yield measureFacekit({ name: `${name}, evaluation alone`, count }, () => [...validate, crops], { runs: 3 });
}

/** Writes a list of the first pairs of each kind; the images that it names, relative to LFW's folder. */
async function choosePairs(from, to, each) {
  const list = await readFile(from, 'utf8');
  const { pairs } = parseLfwPairs(list);
  const chosen = [true, false].flatMap((same) => pairs.filter((pair) => pair.same === same).slice(0, each));
  const lines = list.split('\n');
  await writeFile(to, [each, ...chosen.map(({ line }) => lines[line - 1]), ''].join('\n'));
  const images = chosen.flatMap(({ first, second }) => [first, second]);
  return {
    count: chosen.length,
    images: [...new Set(images.map((image) => `${pairPath(image.name, image.index)}.jpg`))],
  };
}
