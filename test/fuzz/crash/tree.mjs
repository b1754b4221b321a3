import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a killed run may leave until the next: no result has such a name. */
const UNFINISHED = /(^|\/)\.|\.partial$|\.part$/;
/** Says when and with what the crops were made. */
const OF_THE_RUN = /revision_info\.txt$/;

/** Each face of a gallery has a random number and a time: what counts is whose it is, from where, and the checksum of its embedding. */
const LOG_OF_GALLERY = /changes-\d+\.log$/;
/** Rows are known by their checksums in the log. How far that reaches depends on its numbers and times; the next run opens the gallery by it. */
const OF_GALLERY = /(?:embeddings-\d+\.f32|changes-\d+\.(?:end|index))$/;

/** ONNX Runtime writes other bytes each time that it prepares a model. The name has their SHA-256: what counts is that they are whole. */
const PREPARED = /prepared[\\/][^\\/]*-([0-9a-f]{64})\.ort$/;

const isWholePrepared = (name, file) =>
  PREPARED.exec(name)?.[1] === createHash('sha256').update(readFileSync(file)).digest('hex');

/** The last line may be cut off: then it does not count. */
function facesIn(log) {
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  const changes = lines.map((line) => JSON.parse(line.split('\t')[0])).filter(({ change }) => change === 'enrol');
  return changes.map(({ person, path: image, face, crc }) => [
    `${person}/${path.basename(image)}/${face}`,
    String(crc),
  ]);
}

/**
 * The files below a folder: path to a digest of the content, in which the folder's own path does not count. Each run of `align` gives its
 * list of boxes a random number: together they are one file of sorted lines.
 *
 * @returns {Map<string, string>}
 */
export function treeOf(folder) {
  const tree = new Map();
  const boxes = new Set();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = path.join(entry.path, entry.name);
    const name = path.relative(folder, file);
    if (OF_THE_RUN.test(name)) continue;
    if (LOG_OF_GALLERY.test(name)) {
      for (const [face, crc] of facesIn(file)) tree.set(`${name}/${face}`, crc);
      continue;
    }
    if (OF_GALLERY.test(name)) continue;
    if (PREPARED.test(name) && isWholePrepared(name, file)) continue;
    const content = entry.isFile() ? readFileSync(file, 'latin1').replaceAll(folder, '<folder>') : 'no file';
    if (/bounding_boxes_\d+\.txt$/.test(name)) for (const line of content.split('\n')) boxes.add(line);
    else tree.set(name, createHash('sha256').update(content).digest('hex'));
  }
  if (boxes.size > 0) tree.set('bounding_boxes', [...boxes].sort().join('\n'));
  return tree;
}

/** How a tree differs from the one of an undisturbed run, in words; undefined when it does not. */
export function difference(tree, right) {
  const names = [...new Set([...tree.keys(), ...right.keys()])].filter((name) => tree.get(name) !== right.get(name));
  if (names.length === 0) return undefined;
  const say = (name) => `${name} ${!right.has(name) ? 'is too much' : !tree.has(name) ? 'is missing' : 'differs'}`;
  return names.slice(0, 5).map(say).join(', ');
}

/**
 * A result that is there and yet not what an undisturbed run makes: half-written. Files of an unfinished run and those that were there
 * before are none.
 */
export function halfWritten(tree, { right, before }) {
  const names = [...tree.keys()].filter(
    (name) => !UNFINISHED.test(name) && tree.get(name) !== right.get(name) && tree.get(name) !== before.get(name),
  );
  return names.length === 0 ? undefined : `${names.slice(0, 5).join(', ')} is not what it should be`;
}

export const temporaries = (tree) => [...tree.keys()].filter((name) => name.endsWith('.tmp'));
