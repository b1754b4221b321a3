import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { decodeText } from '../../files/decode-text.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { type AnnotationFormat, benchmarkName, type Detection, type Prediction } from './annotations.ts';
import { parseCountedLists, type CountedList } from './counted-lists.ts';
import { formatPredictionLine, parsePredictionLines } from './json-lines.ts';
import { ifPathIsThere } from '../../files/if-there.ts';

/** The one file of the detections of all images, in the folder that they are written to. WIDER FACE has a file an image instead. */
const FILES = { fddb: 'detections.txt', celeba: 'predictions.jsonl', jsonl: 'predictions.jsonl' } as const;

/**
 * The detections that another run, or another program, has written: of WIDER FACE `<folder>/<event>/<image>.txt`, of FDDB `<folder>/detections.txt`,
 * of JSON lines `<folder>/predictions.jsonl`. Images that have no file, or are not in it, are left out.
 *
 * @param names the images that are asked for
 * @throws FacekitError `file-not-found` where there is none at all, `bad-predictions`
 */
export async function readPredictions(
  folder: string,
  format: AnnotationFormat,
  names: readonly string[],
): Promise<Prediction[]> {
  if (format === 'wider') return readWiderFolder(folder, names);
  const file = path.join(folder, FILES[format]);
  const text = await textOf(file);
  if (text === undefined)
    throw new FacekitError('file-not-found', `Expected the detections of all images in ${file} but it is not there.`);
  if (format === 'fddb') return parseLists(text, file).map(predictionOf);
  return parsePredictionLines(text, refusing(file)).map(({ name, faces }) => ({ name, detections: faces }));
}

async function readWiderFolder(folder: string, names: readonly string[]): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for (const name of names) {
    const file = path.join(folder, `${name}.txt`);
    const text = await textOf(file);
    if (text === undefined) continue;
    const [list, other] = parseLists(text, file);
    if (!list || other) throw refusing(file)('it has the detections of another number of images than one');
    predictions.push({ name, detections: predictionOf(list).detections });
  }
  if (predictions.length > 0) return predictions;
  throw new FacekitError(
    'file-not-found',
    `Expected detections such as ${names[0] ?? '<event>/<image>'}.txt in ${folder} but none of ${names.length} is there.`,
  );
}

const refusing =
  (file: string) =>
  (problem: string): FacekitError =>
    new FacekitError('bad-predictions', `Expected detections in ${file} but ${problem}.`);

const parseLists = (text: string, file: string): CountedList[] =>
  parseCountedLists(text, { columns: 5, line: '`x y width height score`', refuse: refusing(file) });

const predictionOf = ({ name, rows }: CountedList): Prediction => ({
  name: benchmarkName(name),
  detections: rows.map(([x = 0, y = 0, width = 0, height = 0, score = 0]) => ({ x, y, width, height, score })),
});

async function textOf(file: string): Promise<string | undefined> {
  const bytes = await ifPathIsThere(readRegularFile(file), undefined);
  return bytes && decodeText(bytes);
}

/**
 * Writes detections where `readPredictions` finds them, in the form of the benchmark's own program. Numbers are written to their last digit.
 *
 * @param predictions of images that were found below a folder: their names are places below this one
 * @throws FacekitError those of writing a file
 */
export async function writePredictions(
  folder: string,
  format: AnnotationFormat,
  predictions: readonly Prediction[],
): Promise<void> {
  if (format === 'jsonl' || format === 'celeba') {
    const lines = predictions.map(({ name, detections }) => `${formatPredictionLine(name, detections)}\n`);
    return writeWhole(path.join(folder, FILES[format]), lines.join(''));
  }
  if (format === 'fddb') return writeWhole(path.join(folder, FILES.fddb), predictions.map(formatList).join(''));
  for (const prediction of predictions)
    await writeWhole(path.join(folder, `${prediction.name}.txt`), formatList(prediction));
}

function formatList({ name, detections }: Prediction): string {
  const lines = detections.map(formatDetection);
  return [name, String(detections.length), ...lines, ''].join('\n');
}

const formatDetection = ({ x, y, width, height, score }: Detection): string => [x, y, width, height, score].join(' ');
