import { measureFacekit } from './support/facekit.mjs';
import { bestModel, installedModels } from './support/models.mjs';
import { smallPictures } from './support/pictures.mjs';

/** Speed and memory of whole runs against the number of images, and against the number of workers: both should be flat. */
export async function* scaling({ folder, quick }) {
  const model = bestModel(await installedModels());
  for (const wanted of quick ? [20, 100] : [100, 1000, 5000]) {
    const pictures = await smallPictures(`${folder}/scaling ${wanted}`, wanted);
    const { count } = pictures;
    const crops = `${pictures.folder} crops`;
    for (const jobs of [1, 2]) {
      // With one worker the largest number takes long and says little more.
      if (jobs === 1 && count > 1000) continue;
      yield measureFacekit({ name: `align, ${wanted} images, jobs ${jobs}`, count }, () => [
        'align',
        pictures.folder,
        jobs === 2 ? crops : `${crops} ${jobs}`,
        '--jobs',
        `${jobs}`,
        '--quiet',
      ]);
    }
    yield measureFacekit({ name: `embed, ${wanted} images, ${model}`, count }, () => [
      'embed',
      crops,
      '--output',
      `${pictures.folder}.arrow`,
      '--model',
      model,
      '--quiet',
    ]);
  }
}
