import path from 'node:path';
import { facePicture } from '../shared/face-picture.ts';
import { forEachConcurrent } from '../../core/concurrency.ts';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import type { ClassifyReport } from '../../pipelines/classify/classify-report.ts';
import type { LabelledFace } from '../../pipelines/labelled/labelled-source.ts';
import { shownErrors } from '../../report/html/classify-errors.ts';
import { formatClassifyHtml } from '../../report/html/classify.ts';

const PICTURES_AT_A_TIME = 4;

/** Writes `<folder>/index.html`, with pictures of the faces that were judged wrongly as far as their images can be read. Returns its path. */
export async function writeClassifyPage(
  folder: string,
  report: ClassifyReport,
  faces: readonly LabelledFace[],
): Promise<string> {
  const pictures = new Map<number, string>();
  await forEachConcurrent(shownErrors(report.faces), PICTURES_AT_A_TIME, async (position) => {
    const face = faces[position];
    const picture = await facePicture(face?.file, face?.box ?? null);
    if (picture !== undefined) pictures.set(position, picture);
  });
  const file = path.join(folder, 'index.html');
  const writer = createAtomicWriter(thisProcess(randomKey()), 'classify');
  await writer.write(file, formatClassifyHtml(report, pictures));
  return file;
}
