import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { decodeText } from '../../files/decode-text.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { looksLikeMat } from '../../formats/matlab/read-mat.ts';
import type { AnnotationFormat, Annotations } from './annotations.ts';
import { findCelebaFiles, isCelebaFile, parseCeleba } from './celeba.ts';
import { parseFddb } from './fddb.ts';
import { ALL_FACES, parseAnnotationLines } from './json-lines.ts';
import { parseWiderMat, type SettingFile } from './wider-mat.ts';
import { parseWiderText } from './wider-text.ts';

/** Annotations, and in which form they were. */
export interface ReadAnnotations {
  readonly format: AnnotationFormat;
  readonly annotations: Annotations;
}

/** WIDER FACE's settings, in the order in which they are reported. */
const SETTINGS = ['easy', 'medium', 'hard'];
const SETTING_FILE = /^wider_(easy|medium|hard)_(?:val|test|train)\.mat$/;
const FDDB_FILE = /ellipse/i;

/**
 * Reads annotations: of WIDER FACE the folder of its MATLAB lists, one of them, or its text; of FDDB the folder of its folds, or one; of CelebA the folder
 * of its lists; or JSON lines.
 *
 * @param place absolute
 * @param format default: as the names of the files tell
 * @throws FacekitError `file-not-found`, `bad-annotations`, `mat-invalid`, `file-truncated`
 */
export async function readAnnotations(place: string, format?: AnnotationFormat): Promise<ReadAnnotations> {
  const files = await filesAt(place);
  const found = format ?? formatOf(files);
  if (found === 'jsonl') return { format: found, annotations: await readJsonLines(onlyFile(files, place)) };
  if (found === 'fddb') return { format: found, annotations: await readFddb(files, place) };
  if (found === 'celeba') return { format: found, annotations: await readCeleba(files, place) };
  return { format: found, annotations: await readWider(files, place) };
}

/** The files of a folder, or the one file that was named. */
async function filesAt(place: string): Promise<string[]> {
  try {
    if (!(await stat(place)).isDirectory()) return [place];
    const entries = await readdir(place, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : [path.join(place, entry.name)])).sort();
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw new FacekitError('file-not-found', `Expected annotations at ${place} but nothing can be read there.`);
  }
}

function formatOf(files: readonly string[]): AnnotationFormat {
  const names = files.map((file) => path.basename(file));
  if (names.some((name) => name.endsWith('.jsonl'))) return 'jsonl';
  if (names.some(isCelebaFile)) return 'celeba';
  return names.some((name) => FDDB_FILE.test(name)) ? 'fddb' : 'wider';
}

function onlyFile(files: readonly string[], place: string): string {
  const lists = files.length === 1 ? files : files.filter((file) => file.endsWith('.jsonl'));
  const [file, other] = lists;
  if (file !== undefined && other === undefined) return file;
  throw new FacekitError(
    'bad-annotations',
    `Expected one .jsonl file but ${place} has ${lists.length}: name the file.`,
  );
}

async function readJsonLines(file: string): Promise<Annotations> {
  const refuse = (problem: string): FacekitError =>
    new FacekitError('bad-annotations', `Expected labelled faces as JSON lines in ${file} but ${problem}.`);
  const images = parseAnnotationLines(decodeText(await readRegularFile(file)), refuse);
  return { kind: 'boxes', settings: [ALL_FACES], images };
}

async function readFddb(files: readonly string[], place: string): Promise<Annotations> {
  const folds = files.length === 1 ? files : files.filter((file) => FDDB_FILE.test(path.basename(file)));
  if (folds.length === 0)
    throw new FacekitError(
      'bad-annotations',
      `Expected FDDB's FDDB-fold-NN-ellipseList.txt in ${place} but found none.`,
    );
  const read = await Promise.all(folds.map(async (file) => parseFddb(decodeText(await readRegularFile(file)), file)));
  return { kind: 'ellipses', images: read.flatMap((each) => (each.kind === 'ellipses' ? each.images : [])) };
}

async function readCeleba(files: readonly string[], place: string): Promise<Annotations> {
  const { boxes, landmarks } = findCelebaFiles(files, place);
  const read = async (source: string) => ({ text: decodeText(await readRegularFile(source)), source });
  return parseCeleba(await read(boxes), await read(landmarks));
}

async function readWider(files: readonly string[], place: string): Promise<Annotations> {
  const [file = place] = files;
  const bytes = files.length === 1 ? await readRegularFile(file) : undefined;
  if (bytes && !looksLikeMat(bytes)) return parseWiderText(decodeText(bytes), file);
  const lists = await settingFiles(files);
  if (lists.length > 0) return parseWiderMat(lists);
  throw new FacekitError(
    'bad-annotations',
    `Expected wider_easy_val.mat, wider_medium_val.mat and wider_hard_val.mat, or the text form of the list, at ${place} but found none of them.`,
  );
}

async function settingFiles(files: readonly string[]): Promise<SettingFile[]> {
  const found = files.flatMap((source) => {
    const [, setting] = SETTING_FILE.exec(path.basename(source)) ?? [];
    return setting === undefined ? [] : [{ setting, source }];
  });
  found.sort((a, b) => SETTINGS.indexOf(a.setting) - SETTINGS.indexOf(b.setting));
  return Promise.all(found.map(async (each) => ({ ...each, bytes: await readRegularFile(each.source) })));
}
