import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbedder } from '../../../src/facenet/create-embedder.ts';
import { loadEmbedder } from '../../../src/facenet/embedder.ts';
import {
  type LoweredModel,
  lowerEmbedder,
  type PreparedModel,
} from '../../../src/facenet/networks/open-embedding-network.ts';
import { PREPARED_FORM, prepareEmbedder } from '../../../src/facenet/networks/prepared-model.ts';
import type { LoadedModel, LoadedNetwork } from '../../../src/models/model-info.ts';
import { openOnnxRuntime } from '../../../src/tensor/onnx/open-runtime.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

async function mobileFaceNet(): Promise<LoadedNetwork> {
  const model = await readEmbedder({ model: 'mobilefacenet' });
  if (model.kind !== 'network') throw new Error('expected a network');
  return model;
}

async function prepare(folder: string): Promise<PreparedModel> {
  const model = await prepareEmbedder(await mobileFaceNet(), undefined, folder);
  if (model.kind !== 'prepared') throw new Error('expected a prepared model');
  return model;
}

const FACES = [3, 31].map((step) => ({
  width: 112,
  height: 112,
  data: Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => (i * step) & 255),
}));

async function embeddingsOf(model: LoadedModel | LoweredModel | PreparedModel) {
  await using embedder = await loadEmbedder(await openOnnxRuntime({ device: 'cpu', threads: 1 }), model);
  return await embedder.embed(FACES);
}

describe('prepareEmbedder', () => {
  test('gives the bytes of the embeddings of the model that it was made from', async () => {
    const prepared = await prepare(temporaryFolder());
    expect(await embeddingsOf(prepared)).toEqual(await embeddingsOf(await mobileFaceNet()));
  });

  test('finds the file again, one for each standardisation', async () => {
    const folder = temporaryFolder();
    const { file } = await prepare(folder);
    expect((await prepare(folder)).file).toBe(file);
    const other = await prepareEmbedder(await mobileFaceNet(), 'per-image', folder);
    expect(other).toMatchObject({ kind: 'prepared', standardisation: 'per-image' });
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('makes a damaged file again', async () => {
    const folder = temporaryFolder();
    const { file } = await prepare(folder);
    await appendFile(file, 'x');
    const again = await prepare(folder);
    expect(await readdir(folder)).toEqual([path.basename(again.file)]);
    const sum = createHash('sha256')
      .update(await readFile(again.file))
      .digest('hex');
    expect(again.file).toContain(`-${sum}.ort`);
  });

  test('does without where the folder cannot be made', async () => {
    const inTheWay = path.join(temporaryFolder(), 'file');
    await writeFile(inTheWay, '');
    const model = await prepareEmbedder(await mobileFaceNet(), undefined, path.join(inTheWay, 'prepared'));
    expect(model.kind).toBe('lowered');
  });
});

// Where this fails, files that earlier versions have prepared are out of date: raise PREPARED_FORM and write the new sum here.
test('the form of prepared models is raised with what lowering gives', async () => {
  const { onnx, externalData } = lowerEmbedder(await mobileFaceNet());
  const hash = createHash('sha256').update(onnx);
  for (const [name, bytes] of externalData) hash.update(name).update(bytes);
  expect({ form: PREPARED_FORM, sum: hash.digest('hex').slice(0, 16) }).toEqual({ form: 1, sum: '5df0a897c740700b' });
});
