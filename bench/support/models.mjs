import { listModels } from '../../dist/models/store/list.js';

/** The names of the embedders that can be used here: the bundled one, and those that are installed (their int8 forms too). */
export async function installedModels() {
  const models = await listModels();
  return models
    .filter(({ info, status }) => info?.role === 'embedder' && ['bundled', 'installed'].includes(status))
    .map(({ name }) => name);
}

/** The model that commands take when none is named. */
export const bestModel = (models) => (models.includes('facenet-vggface2') ? 'facenet-vggface2' : 'mobilefacenet');
