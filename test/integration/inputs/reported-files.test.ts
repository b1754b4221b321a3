import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import { unitLengthRows } from '../../../src/dataset/embedding-file/unit-length.ts';
import { createAlignedFolderFinder } from '../../../src/dataset/aligned-folder.ts';
import { parseSafetensors } from '../../../src/formats/safetensors.ts';
import { readTorchStateDict } from '../../../src/formats/torch/read-torch.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { importModel } from '../../../src/models/install/import-model.ts';
import { PartialFile } from '../../../src/pipelines/embed/partial-file.ts';
import { PROJECT, startCli } from '../../support/cli.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

/* The files with which faults were reported, as they are. */

const temporary = useTemporaryFolders();
const hunt = (name: string): string => sharedPath('cases/hunt', name);

const GUEST = path.join(PROJECT, 'datasets/sample/Guest');

/** Imports the network of a file, and says how a face is embedded with it. */
async function imported(file: string) {
  const env = { FACEKIT_CACHE: temporary() };
  const name = ['--name', 'x', '--alignment', 'box', '--standardization', 'fixed'];
  await startCli(['models', 'import', file, ...name], { env }).result;
  const output = path.join(temporary(), 'x.npy');
  const flags = ['--model', 'x', '--device', 'cpu', '--force', '--output', output];
  return { env, output, argv: ['embed', GUEST, ...flags] };
}

/** Imports a copy from a folder in which no other file is. */
function importOnnx(name: string): Promise<unknown> {
  const folder = temporary();
  const file = path.join(folder, 'model.onnx');
  cpSync(hunt(name), file);
  const options = { name: 'x', alignment: { kind: 'box', margin: 32 }, standardisation: 'fixed' } as const;
  return importModel(file, { ...options, folder: path.join(folder, 'cache') });
}

const embeddings = (name: string): Promise<unknown> => {
  const file = sharedPath('cases', name);
  return readEmbeddingFile(file).then(({ metadata, rows }) =>
    unitLengthRows(rows, { metadata, file, normalize: false }),
  );
};

const resumePartial = (): Promise<unknown> => {
  const output = path.join(temporary(), 'p.arrow');
  cpSync(hunt('p.arrow.partial'), `${output}.partial`);
  const [line = ''] = readFileSync(`${output}.partial`, 'utf8').split('\n');
  const { settings } = JSON.parse(line) as { settings: Readonly<Record<string, string>> };
  return PartialFile.open(output, { settings, resume: true, overwrite: false });
};

describeWithShared(
  'a file of a report is refused in a sentence',
  () => {
    test.each<[string, string, () => unknown]>([
      ['one changed byte in the footer of an Arrow file', 'embedding-file', () => embeddings('hunt/arrow-hang.arrow')],
      ['a path nested deeply', 'embedding-file', () => embeddings('hunt/deep-path.jsonl')],
      ['numbers of great size', 'embedding-not-unit', () => embeddings('large-embeddings/e.npy')],
      ['a few of them', 'embedding-not-unit', () => embeddings('large-embeddings/smallest.jsonl')],
      ['60,000 axes', 'torch-invalid', () => readTorchStateDict(readFileSync(hunt('axes.pt')), 'axes.pt')],
      [
        'a type nested deeply',
        'safetensors-invalid',
        () => parseSafetensors(readFileSync(hunt('deepdtype.safetensors')), 'deep'),
      ],
      ['a constant in another file', 'onnx', () => importOnnx('ext_const_rel.onnx')],
      ['a subgraph in another file', 'onnx', () => importOnnx('ext_subgraph.onnx')],
      ['a partial file without checksums', 'partial-damaged', resumePartial],
    ])('%s', async (_, code, read) => {
      await expect(Promise.resolve().then(read)).rejects.toMatchObject({
        name: 'FacekitError',
        code: expect.stringContaining(code),
      });
    });

    test('an image compressed as this build cannot read', async () => {
      await expect(decodeImage(sharedPath('cases/zstd-tiff/zstd.tif'))).rejects.toMatchObject({
        reason: 'unsupported-format',
      });
    });

    test('records of another margin than the crops have, unchanged, are read', async () => {
      const folder = temporary();
      for (const name of ['alignment.json', 'alignment.jsonl']) cpSync(hunt(name), path.join(folder, name));
      const found = await createAlignedFolderFinder()(path.join(folder, 'Allen_Rock_0001.png'));
      expect(await found?.originOf(path.join(folder, 'Allen_Rock_0001.png'))).toBeDefined();
    });

    test('a constant of 4 TB, when it is run', async () => {
      const { env, argv } = await imported(hunt('huge_const.onnx'));
      const { exitCode, stderr } = await startCli(argv, { env }).result;
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringMatching(/Expected an ONNX model that ONNX Runtime .* can run/),
      ]);
    });

    test('a loop without end is ended by a signal', async () => {
      const { env, argv, output } = await imported(hunt('inf_loop.onnx'));
      const run = startCli(argv, { env });
      await new Promise((resolve) => run.process.stderr?.once('data', resolve));
      await sleep(1000);
      run.process.kill('SIGINT');
      const { exitCode, signal } = await run.result;
      expect([exitCode, signal]).toContainEqual(exitCode === null ? 'SIGINT' : 130);
      expect(existsSync(output)).toBe(false);
    });
  },
  'cases/hunt',
);
