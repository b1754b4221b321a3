import path from 'node:path';
import type { DetectionReport } from '../../pipelines/evaluate-detection/detection-report.ts';
import { formatDetectionHtml } from '../html/detection.ts';
import { facePictures } from './face-pictures.ts';
import { writePage } from './write-page.ts';

/** Writes the page about an evaluation, `<folder>/index.html`, with pictures of the worst errors as far as their images can be read. Returns its path. */
export async function writeDetectionPage(folder: string, report: DetectionReport): Promise<string> {
  const shown = [...report.misses, ...report.falseAlarms].map((error) => {
    const { x, y, width, height } = error.box;
    return {
      key: error,
      file: path.join(report.folder, error.path),
      box: { x1: x, y1: y, x2: x + width, y2: y + height },
    };
  });
  return writePage(folder, formatDetectionHtml(report, await facePictures(shown)));
}
