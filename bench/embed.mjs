import { embedFigures } from '../dist/pipelines/bench/embed-figures.js';
import { findFaces, readPhotographs } from '../dist/pipelines/bench/bench-photographs.js';
import { createEmbedder } from '../dist/facenet/create-embedder.js';
import { createDetector } from '../dist/detectors/create-detector.js';
import { endToEnd } from './end-to-end.mjs';
import { installedModels } from './support/models.mjs';
import { smallPictures } from './support/pictures.mjs';

/** Embedding aligned faces with every installed model: in batches of several sizes, then whole runs beside bare sessions. */
export async function* embed({ folder, quick }) {
  const models = await installedModels();
  const { files } = await smallPictures(`${folder}/embed`, 16);
  const detector = await createDetector({ device: 'cpu' });
  const faces = await findFaces(await readPhotographs(files, '/'), detector);
  await detector.dispose();
  for (const model of models) {
    const embedder = await createEmbedder({ model, device: 'cpu' });
    yield* embedFigures(faces, embedder, { seconds: quick ? 0 : 3 });
    await embedder.dispose();
  }
  yield* endToEnd({ folder, quick }, models);
}
