import type { ClassifyReport } from '../../pipelines/classify/classify-report.ts';
import type { LabelledFace } from '../../pipelines/labelled/labelled-source.ts';
import { shownErrors } from '../html/classify-errors.ts';
import { formatClassifyHtml } from '../html/classify.ts';
import { facePictures } from './face-pictures.ts';
import { writePage } from './write-page.ts';

/** Writes `<folder>/index.html`, with pictures of the faces that were judged wrongly as far as their images can be read. Returns its path. */
export async function writeClassifyPage(
  folder: string,
  report: ClassifyReport,
  faces: readonly LabelledFace[],
): Promise<string> {
  const shown = shownErrors(report.faces).map((position) => {
    const { file, box = null } = faces[position] ?? {};
    return { key: position, file, box };
  });
  return writePage(folder, formatClassifyHtml(report, await facePictures(shown)));
}
