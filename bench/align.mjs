import { alignFigures } from '../dist/pipelines/bench/align-figures.js';
import { readPhotographs } from '../dist/pipelines/bench/bench-photographs.js';
import { createDetector } from '../dist/detectors/create-detector.js';
import { measureFacekit } from './support/facekit.mjs';
import { samplePictures, smallPictures } from './support/pictures.mjs';

/** Aligning small, usual and large photographs: each stage in one thread, then whole runs of the command. */
export async function* align({ folder, quick }) {
  const makers = [
    { label: '250×250', make: (to) => smallPictures(to, quick ? 40 : 400), runs: 3 },
    {
      label: '2 MP',
      make: (to) => samplePictures(to, { width: 1732, height: 1155, count: quick ? 4 : 24 }),
      runs: 3,
    },
    {
      label: '12 MP',
      make: (to) => samplePictures(to, { width: 4000, height: 3000, count: quick ? 2 : 8 }),
      runs: 2,
    },
  ];
  for (const { label, make, runs } of makers) {
    const pictures = await make(`${folder}/align ${label}`);
    yield* stages(pictures, { seconds: quick ? 0 : 2 });
    for (const jobs of [1, 2]) {
      yield measureFacekit(
        { name: `align, ${label}, jobs ${jobs}`, count: pictures.count },
        (n) => ['align', pictures.folder, `${pictures.folder} out ${jobs} ${n}`, '--jobs', `${jobs}`, '--quiet'],
        { runs: quick ? 1 : runs },
      );
    }
  }
}

async function* stages({ files }, measuring) {
  const detector = await createDetector({ device: 'cpu', threads: 1 });
  yield* alignFigures(await readPhotographs(files.slice(0, 8), '/'), detector, measuring);
  await detector.dispose();
}
