import { writeFile } from 'node:fs/promises';
import { findFaces, readPhotographs } from '../../dist/pipelines/bench/bench-photographs.js';
import { alignForModel } from '../../dist/facenet/align-for-model.js';
import { createDetector } from '../../dist/detectors/create-detector.js';
import { findModel } from '../../dist/models/store/find-model.js';
import { describeModel } from '../../dist/models/store/list.js';
import { syntheticEmbeddings } from '../support/embeddings.mjs';
import { installedModels } from '../support/models.mjs';
import { smallPictures } from '../support/pictures.mjs';
import { findPython } from '../support/python.mjs';

/** Writes the same input for every side: pixels of photographs and of aligned faces, and embeddings to train with. */
export async function prepareTasks(folder, quick) {
  const pictures = await smallPictures(`${folder}/pictures`, quick ? 40 : 400);
  const photographs = await readPhotographs(pictures.files.slice(0, quick ? 8 : 16), '/');
  const perClass = 20;
  const training = syntheticEmbeddings({ classes: quick ? 20 : 100, perClass });
  const vectors = `${folder}/training.bin`;
  await writeVectors(vectors, training);
  return {
    folder,
    pythons: {
      torch: findPython('torch'),
      sklearn: findPython('sklearn'),
      extensions: findPython('sqlite3; sqlite3.Connection.enable_load_extension'),
    },
    pictures,
    photographs: await writePixels(
      `${folder}/photographs.bin`,
      photographs.map(({ image }) => image),
    ),
    faces: await alignedFaces(folder, photographs, 32),
    samples: { vectors, count: training.length, dimension: training[0].embedding.length, perClass },
    gallery: await galleryTask(folder, quick),
    mtcnn: (await describeModel('mtcnn')).file,
  };
}

/** 100,000 made-up faces, and some of them whose nearest ones are looked for, one after the other. */
async function galleryTask(folder, quick) {
  const faces = syntheticEmbeddings({ classes: quick ? 2000 : 20_000, perClass: 5 });
  const vectors = `${folder}/gallery.bin`;
  await writeVectors(vectors, faces);
  const queries = Array.from({ length: 10 }, (_, i) => Math.floor((i * faces.length) / 10));
  const dimension = faces[0].embedding.length;
  return { vectors, dimension, folder, faces: faces.length, queries, count: queries.length, top: 10 };
}

/** Their numbers, one face after the other, without a second copy of all. */
const writeVectors = (file, rows) =>
  writeFile(
    file,
    (function* () {
      for (const { embedding } of rows) yield Buffer.from(embedding.buffer);
    })(),
  );

/** For each installed model its faces, and the file of its weights. */
async function alignedFaces(folder, photographs, count) {
  const detector = await createDetector({ device: 'cpu' });
  const found = await findFaces(photographs, detector);
  await detector.dispose();
  const faces = {};
  for (const model of await installedModels()) {
    const { info } = await describeModel(model);
    const crops = found.map(({ image, face }) => alignForModel(image, face, info));
    const batch = Array.from({ length: count }, (_, i) => crops[i % crops.length]);
    const pixels = await writePixels(`${folder}/${model}.bin`, batch);
    faces[model] = { ...pixels, weights: (await findModel(model)).file };
  }
  return faces;
}

async function writePixels(file, images) {
  await writeFile(file, Buffer.concat(images.map(({ data }) => data)));
  const [{ width, height }] = images;
  return { pixels: file, shape: [images.length, height, width, 3] };
}
