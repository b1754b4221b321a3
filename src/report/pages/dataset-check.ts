import { type Finding, PROBLEMS } from '../../dataset/check/findings.ts';
import { classOf } from '../../dataset/class-folders.ts';
import type { EmbeddedImage } from '../../pipelines/collection/embed-images.ts';
import type { CheckOutcome, CheckReport } from '../../pipelines/dataset-check/check-folder.ts';
import { FINDINGS_SHOWN, type SheetEntry, formatCheckHtml } from '../html/dataset-check.ts';
import { facePictures } from './face-pictures.ts';
import { writePage } from './write-page.ts';

/** Writes the contact sheet of a check, `<folder>/index.html`. Only the images that it shows are read again. Returns its path. */
export async function writeCheckPage(folder: string, { report, images }: CheckOutcome): Promise<string> {
  const entries = sheetEntries(report, images);
  const shown = PROBLEMS.flatMap((problem) =>
    entries.filter(({ finding }) => finding.problem === problem).slice(0, FINDINGS_SHOWN),
  );
  const paths = new Set(shown.flatMap(({ finding, beside }) => [finding.path, ...beside.map(({ path }) => path)]));
  const wanted = images.filter(({ image, status }) => paths.has(image.path) && status !== 'unreadable');
  const pictures = await facePictures(
    wanted.map((each) => ({
      key: each.image.path,
      file: each.image.file,
      box: each.status === 'embedded' ? (each.faces[0]?.box ?? null) : null,
    })),
  );
  return writePage(folder, formatCheckHtml(report, entries, pictures));
}

/** Each finding, with the faces that show what is meant: its twin, or one that its class and the nearer class are sure of. */
function sheetEntries({ findings }: CheckReport, images: readonly EmbeddedImage[]): SheetEntry[] {
  const blamed = new Set(findings.images.map(({ path }) => path));
  const typical = new Map<string, string>();
  for (const { image, status } of images) {
    const className = classOf(image.path);
    if (status === 'embedded' && !blamed.has(image.path) && !typical.has(className)) typical.set(className, image.path);
  }
  const faceOf = (className: string | undefined): SheetEntry['beside'] => {
    const path = className === undefined ? undefined : typical.get(className);
    return path === undefined ? [] : [{ path, what: path }];
  };
  const besideOf = ({ problem, className, twin, nearer }: Finding): SheetEntry['beside'] => {
    if (twin !== undefined) return [{ path: twin, what: twin }];
    return problem === 'mislabelled' || problem === 'outlier' ? [...faceOf(className), ...faceOf(nearer)] : [];
  };
  return findings.images.map((finding) => ({ finding, beside: besideOf(finding) }));
}
