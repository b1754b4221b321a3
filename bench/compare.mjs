import path from 'node:path';
import { measureFacekit, ROOT } from './support/facekit.mjs';
import { installedModels } from './support/models.mjs';

const PHOTOGRAPHS = ['Guest_0001.jpg', 'Guest_0002.jpg'].map((name) => path.join(ROOT, 'datasets/sample/Guest', name));

/** Comparing two photographs with every installed model: whole cold runs of the command. */
export async function* compare({ quick }) {
  for (const model of await installedModels())
    yield measureFacekit(
      { name: `compare cold start, ${model}`, count: 2 },
      () => ['compare', ...PHOTOGRAPHS, '--model', model, '--quiet'],
      { runs: quick ? 2 : 7 },
    );
}
