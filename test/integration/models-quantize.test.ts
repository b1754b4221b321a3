import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from '../../src/main.ts';
import { PROJECT, startCli } from '../support/cli.ts';
import { createTestIo } from '../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';
import { weightFixturePath } from '../support/networks/weights.ts';

const temporary = useTemporaryFolders();
const SAMPLE = path.join(PROJECT, 'datasets/sample');

interface World {
  readonly cache: string;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

async function facekit({ cache, ...world }: World, ...args: string[]) {
  const { io, stdout, stderr } = createTestIo({ env: { FACEKIT_CACHE: cache }, ...world });
  const exitCode = await run(args, io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}
/** The built program: worker threads, which find faces, cannot load the sources. */
const built = (cache: string, ...args: string[]) => startCli(args, { env: { FACEKIT_CACHE: cache } }).result;
const quantize = (world: World, ...args: string[]) => facekit(world, 'models', 'quantize', ...args);
const modelFiles = (cache: string): string[] =>
  existsSync(path.join(cache, 'models')) ? readdirSync(path.join(cache, 'models')) : [];

describe('facekit models quantize', () => {
  test('makes a small model that other commands use by its name', async () => {
    const cache = temporary();
    const made = await built(cache, 'models', 'quantize', 'mobilefacenet', '--images', '5', '--json');
    expect(made).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/Measuring mobilefacenet on \d+ faces/) });
    const model = JSON.parse(made.stdout) as { file: string; sha256: string };
    expect(model).toMatchObject({
      name: 'mobilefacenet-int8',
      source: { form: 'quantised', sha256: expect.stringMatching(/^2238dbbf/) },
      quantisation: { model: 'mobilefacenet', weightBits: 8, activationBits: 8, method: 'least-squares' },
      speed: { floats: expect.any(Number), int8: expect.any(Number), ratio: expect.any(Number) },
    });
    expect(statSync(model.file).size).toBeLessThan(1.6e6);
    expect((await facekit({ cache }, 'models', 'info', 'mobilefacenet-int8')).stdout).toMatch(
      /^quantised +from mobilefacenet, .* of \d+ faces$/m,
    );

    const output = path.join(temporary(), 'faces.jsonl');
    const embedded = await built(
      cache,
      'embed',
      path.join(SAMPLE, 'Eileen_Collins'),
      '--detect',
      '--model',
      'mobilefacenet-int8',
      '--output',
      output,
      '--json',
    );
    expect(embedded).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(embedded.stdout)).toMatchObject({
      model: { name: 'mobilefacenet-int8', sha256: model.sha256 },
      dimension: 192,
    });

    // Quantised models and taken names are refused, and what is there stays.
    expect(await quantize({ cache }, 'mobilefacenet-int8', SAMPLE)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/quantised already; quantise mobilefacenet/),
    });
    expect(await quantize({ cache }, 'mobilefacenet', SAMPLE)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/--name.*--overwrite/),
    });
    expect(modelFiles(cache)).toEqual(['mobilefacenet-int8.safetensors']);
  }, 60_000);

  test('stopped, it leaves nothing', async () => {
    const cache = temporary();
    const controller = new AbortController();
    controller.abort('SIGINT');
    const stopped = await quantize({ cache, signal: controller.signal }, 'mobilefacenet', SAMPLE, '--align');
    expect(stopped).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringMatching(/^facekit: Interrupted while the images of .* were listed\.\n$/),
    });
    expect(modelFiles(cache)).toEqual([]);
  });

  test.each([
    ['an unknown model', ['nobody', SAMPLE], 1, /Expected the name of a model .*received nobody/],
    ['a detector', ['mtcnn', SAMPLE], 1, /finds faces/],
    ['a model that is not installed', ['facenet-vggface2', SAMPLE], 1, /models pull facenet-vggface2/],
    ['a name that facekit knows', ['mobilefacenet', SAMPLE, '--name', 'facenet-casia'], 2, /knows facenet-casia/],
    ['a name that is none', ['mobilefacenet', SAMPLE, '--name', 'My Model'], 2, /Expected a model name/],
    ['a folder that is not there', ['mobilefacenet', '/nowhere'], 1, /nothing is found at \/nowhere/],
    ['no folder where there is no sample', ['mobilefacenet'], 2, /Expected a folder of aligned crops .*--detect/],
  ])('refuses %s', async (_, args, exitCode, message) => {
    const cache = temporary();
    const refused = await quantize({ cache, cwd: temporary() }, ...args);
    expect(refused).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
    expect(modelFiles(cache)).toEqual([]);
  });

  test('refuses too few faces', async () => {
    const cache = temporary();
    const refused = await built(cache, 'models', 'quantize', 'mobilefacenet', SAMPLE, '--align', '--images', '1');
    expect(refused).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/at least 8 faces .*received \d/),
    });
    expect(modelFiles(cache)).toEqual([]);
  }, 60_000);

  test('refuses a folder without images, and an ONNX model', async () => {
    const [cache, empty] = [temporary(), temporary()];
    writeFiles(empty, { 'notes.txt': 'no image' });
    expect(await quantize({ cache }, 'mobilefacenet', empty)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/images/),
    });
    const onnx = weightFixturePath('embedder.onnx');
    await facekit({ cache }, 'models', 'import', onnx, '--standardisation', 'fixed', '--alignment', 'similarity');
    expect(await quantize({ cache }, 'embedder', SAMPLE)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/ONNX model; quantise it with the tools of ONNX Runtime/),
    });
  });
});
