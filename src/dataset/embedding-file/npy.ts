import { encodeNpyHeader } from '../../formats/npy-encode.ts';
import { readNpy } from '../../formats/npy.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { damagedFile } from './errors.ts';
import { checkedRows, parseRowEntry, readEmbedding, rowEntry } from './rows.ts';
import { labelFilesOf, readSidecar, sidecarHead, sidecarOf, sidecarTail } from './sidecar.ts';
import type { EmbeddingFile, EmbeddingFormat, EmbeddingTable, OpenOutput, OutputStream } from './contents.ts';

/**
 * Three NumPy arrays as `export_embeddings.py` of FaceNet writes them: the embeddings (rows × numbers, float32), the labels
 * (a number for each class, in the order of the classes' names, int64) and the class of each row as a string. Beside
 * `embeddings.npy` the other two have FaceNet's own names, `labels.npy` and `label_strings.npy`; beside `<name>.npy`,
 * `<name>_labels.npy` and `<name>_label_strings.npy`. Metadata, paths and boxes are in `<file>.json`.
 */
export const npy: EmbeddingFormat = { write, read };

async function write(file: string, table: EmbeddingTable, open: OpenOutput): Promise<void> {
  const [labelFile, stringFile] = labelFilesOf(file);
  const embeddings = await open(file);
  const sidecar = await open(sidecarOf(file));
  const labels = await openLabels(table, await open(labelFile), await open(stringFile));
  await embeddings.write(encodeNpyHeader('<f4', [table.count, table.metadata.dimension]));
  await sidecar.write(`${sidecarHead(table)},\n"faces":[`);
  let separator = '\n';
  for await (const row of checkedRows(table)) {
    const { buffer, byteOffset, byteLength } = row.embedding;
    await embeddings.write(new Uint8Array(buffer, byteOffset, byteLength));
    await labels(row.className);
    await sidecar.write(separator + JSON.stringify(rowEntry(row)));
    separator = ',\n';
  }
  await sidecar.write(`\n]${sidecarTail(await embeddings.end())}`);
}

/** Begins the two arrays of labels. Strings are UTF-32 of one width, so the longest must be known before the first. */
async function openLabels(
  { classes, count }: EmbeddingTable,
  labels: OutputStream,
  strings: OutputStream,
): Promise<(className: string) => Promise<void>> {
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const width = classes.reduce((longest, name) => Math.max(longest, Array.from(name).length), 1);
  await labels.write(encodeNpyHeader('<i8', [count]));
  await strings.write(encodeNpyHeader(`<U${width}`, [count]));
  return async (className) => {
    const label = BigInt64Array.of(BigInt(numbers.get(className) ?? -1));
    await labels.write(new Uint8Array(label.buffer));
    const characters = Uint32Array.from({ length: width });
    characters.set(Array.from(className, (character) => character.codePointAt(0) ?? 0));
    await strings.write(new Uint8Array(characters.buffer));
  };
}

async function read(file: string): Promise<EmbeddingFile> {
  const { metadata, count, content } = await readSidecar(file);
  const { shape, data } = readNpy(await readRegularFile(file), file);
  const { dimension } = metadata;
  if (shape.length !== 2 || shape[0] !== count || shape[1] !== dimension)
    throw damagedFile(file, `${count} × ${dimension} numbers`, shape.join(' × '));
  const faces: unknown[] = Array.isArray(content.faces) ? content.faces : [];
  if (faces.length !== count) throw damagedFile(sidecarOf(file), `${count} faces`, `${faces.length} faces`);
  const rows = faces.map((face, i) => ({
    ...parseRowEntry(face, `face ${i + 1} of ${sidecarOf(file)}`),
    embedding: readEmbedding(data.slice(i * dimension, (i + 1) * dimension), dimension, `row ${i + 1} of ${file}`),
  }));
  return { metadata, rows };
}
