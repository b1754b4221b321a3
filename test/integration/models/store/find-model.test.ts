import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { MODELS_FOLDER } from '../../../../src/models/bundled.ts';
import { importModel } from '../../../../src/models/install/import-model.ts';
import { hashWeights } from '../../../../src/models/network-file.ts';
import { findModel, modelFolder, pickDefaultModel, readModel } from '../../../../src/models/store/find-model.ts';
import { installModel } from '../../../../src/models/store/install.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';
import { TINY_INFO, TINY_SHA256, TINY_SOURCE, TINY_WEIGHTS } from '../../../support/networks/tiny-model.mjs';
import { weightFixturePath } from '../../../support/networks/weights.ts';

const temporary = useTemporaryFolders();
const tiny = { info: TINY_INFO, weights: TINY_WEIGHTS, source: TINY_SOURCE };
const others = new Map([...TINY_WEIGHTS, ['a/biases', { shape: [2], data: Float32Array.of(1, 1) }] as const]);

const noSpace = async (file: string, data: Uint8Array | string): Promise<void> => {
  await writeFile(file, data.slice(0, 100));
  if (data.length > 100) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
};

test('the folder of models lies in the cache', () => {
  const world = { platform: 'win32', env: { FACEKIT_CACHE: 'D:\\cache' }, home: 'C:\\Users\\ann' } as const;
  expect(modelFolder(world)).toBe('D:\\cache\\models');
  expect(modelFolder({ ...world, platform: 'linux', env: {}, home: '/root' })).toBe('/root/.cache/facekit/models');
});

test('weights have the SHA-256 of their names, shapes and numbers', () => {
  expect(hashWeights(TINY_WEIGHTS)).toBe(TINY_SHA256);
  expect(hashWeights(new Map([...TINY_WEIGHTS].reverse()))).toBe(TINY_SHA256);
});

describe('an installed model', () => {
  test('is read by name and by file', async () => {
    const folder = temporary();
    const { file, written } = await installModel(tiny, { folder });
    expect([file, written]).toEqual([path.join(folder, 'tiny.safetensors'), true]);
    expect(readdirSync(folder)).toEqual(['tiny.safetensors']);
    for (const [name, cwd] of [
      ['tiny', '/'],
      [file, '/'],
      ['./tiny.safetensors', folder],
    ] as const) {
      const model = await readModel(name, { folder, cwd });
      expect(model).toMatchObject({ kind: 'network', info: TINY_INFO, sha256: TINY_SHA256, source: TINY_SOURCE });
      expect('weights' in model && [...model.weights].sort()).toEqual([...TINY_WEIGHTS].sort());
    }
  });

  test('is installed again without being written, and not replaced unasked', async () => {
    const folder = temporary();
    const { file } = await installModel(tiny, { folder });
    const { mtimeMs } = statSync(file);
    expect(await installModel(tiny, { folder })).toMatchObject({ written: false });
    const refusal = installModel({ ...tiny, weights: others }, { folder });
    await expect(refusal).rejects.toMatchObject({ code: 'model-exists' });
    await expect(refusal).rejects.toThrow(/309fed13eb3a….*`overwrite`/);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    expect(await installModel({ ...tiny, weights: others }, { folder, overwrite: true })).toMatchObject({
      written: true,
    });
    expect((await readModel('tiny', { folder })).sha256).not.toBe(TINY_SHA256);
  });

  test('of a name that facekit knows has what facekit knows', async () => {
    const folder = temporary();
    await installModel({ ...tiny, info: { ...TINY_INFO, name: 'facenet-casia' } }, { folder });
    const { info } = await readModel('facenet-casia', { folder });
    expect(info).toMatchObject({ inputSize: 160, standardisation: 'fixed', lfwAccuracy: 0.9905 });
  });

  test.each([
    ['a bit was flipped', (bytes: Buffer) => ((bytes[bytes.length - 1] = 0), bytes), 'model-invalid', /SHA-256/],
    ['it was cut', (bytes: Buffer) => bytes.subarray(0, -3), 'safetensors-invalid', /bytes of data/],
    ['it is another file', () => Buffer.from('<html>'), 'model-invalid', /a web page/],
  ])('is refused when %s', async (_, damage, code, message) => {
    const folder = temporary();
    const { file } = await installModel(tiny, { folder });
    writeFileSync(file, damage(readFileSync(file)));
    await expect(readModel('tiny', { folder })).rejects.toMatchObject({ code });
    await expect(readModel('tiny', { folder })).rejects.toThrow(message);
  });

  test('is all there or not at all', async () => {
    const folder = temporary();
    await expect(installModel(tiny, { folder, write: noSpace })).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('needs a folder that can be written', async () => {
    const folder = path.join(temporary(), 'file');
    writeFileSync(folder, '');
    const refusal = installModel(tiny, { folder: path.join(folder, 'models') });
    await expect(refusal).rejects.toMatchObject({ code: 'cache-not-writable' });
    await expect(refusal).rejects.toThrow(/FACEKIT_CACHE/);
  });
});

describe('an ONNX model', () => {
  const file = weightFixturePath('embedder.onnx');
  const options = { standardisation: { mean: 127.5, std: 128 }, alignment: { kind: 'similarity' } } as const;

  test('is kept as it is, with its description beside it', async () => {
    const folder = temporary();
    const { info, written } = await importModel(file, { ...options, folder, licence: 'MIT' });
    expect(written).toBe(true);
    expect(readdirSync(folder)).toEqual(['embedder.onnx', 'embedder.onnx.json']);
    const model = await readModel('embedder', { folder });
    expect(model.info).toEqual(info);
    expect('onnx' in model && Buffer.compare(model.onnx, readFileSync(file))).toBe(0);
    expect(await importModel(file, { ...options, folder, licence: 'MIT' })).toMatchObject({ written: false });
    await expect(importModel(file, { ...options, folder, colour: 'bgr' })).rejects.toMatchObject({
      code: 'model-exists',
    });
  });

  test('is refused when it is not the one that was imported', async () => {
    const folder = temporary();
    const { file: stored } = await importModel(file, { ...options, folder });
    writeFileSync(stored, Buffer.concat([readFileSync(stored), Buffer.of(0)]));
    await expect(readModel('embedder', { folder })).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(readModel(file, { folder })).rejects.toThrow(/no .*embedder\.onnx\.json that says how to use it/);
  });

  test('takes the place of another kind of model only when asked', async () => {
    const folder = temporary();
    await installModel({ ...tiny, info: { ...TINY_INFO, name: 'embedder' } }, { folder });
    await expect(importModel(file, { ...options, folder })).rejects.toMatchObject({ code: 'model-exists' });
    await importModel(file, { ...options, folder, overwrite: true });
    expect(readdirSync(folder)).toEqual(['embedder.onnx', 'embedder.onnx.json']);
  });

  test('leaves nothing when there is no space', async () => {
    const folder = temporary();
    const refusal = importModel(file, { ...options, folder, write: noSpace });
    await expect(refusal).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['a known name', { name: 'facenet-casia' }, /another `name`/],
    ['a bad name', { name: 'Über' }, /small letters/],
  ])('is refused with %s', async (_, more, message) => {
    const refusal = importModel(file, { ...options, ...more, folder: temporary() });
    await expect(refusal).rejects.toMatchObject({ code: 'usage' });
    await expect(refusal).rejects.toThrow(message);
  });
});

describe('importModel', () => {
  test('takes a model that facekit wrote elsewhere as it is, or under another name', async () => {
    const [there, folder] = [temporary(), temporary()];
    const { file } = await installModel(tiny, { folder: there });
    const copy = await importModel(file, { folder });
    expect(readFileSync(copy.file)).toEqual(readFileSync(file));
    const renamed = await importModel(file, { folder, name: 'mine' });
    expect(renamed).toMatchObject({ sha256: TINY_SHA256, info: { ...TINY_INFO, name: 'mine' } });
    expect(await importModel(file, { folder, name: 'mine' })).toMatchObject({ written: false });
    await expect(importModel(file, { folder, name: 'facenet-casia' })).rejects.toMatchObject({
      code: 'usage',
    });
    await expect(importModel(file, { folder, standardisation: 'fixed' })).rejects.toThrow(/says both itself/);
  });

  test.each([
    ['what is not there', '/nowhere/a.pt', 'file-not-found', /nothing/],
    ['a slim network', weightFixturePath('facenet-slim.pb'), 'weights-mismatch', /of another shape/],
    ['a bundled file', path.join(MODELS_FOLDER, 'mobilefacenet.safetensors'), 'weights-mismatch', /missing/],
    ['JSON named .onnx', '', 'onnx-invalid', /something else/],
  ])('refuses %s', async (_, file, code, message) => {
    const folder = temporary();
    const named = file === '' ? path.join(folder, 'a.onnx') : file;
    if (file === '') writeFileSync(named, '{}');
    const refusal = importModel(named, { folder: path.join(folder, 'models') });
    await expect(refusal).rejects.toMatchObject({ code });
    await expect(refusal).rejects.toThrow(message);
    expect(existsSync(path.join(folder, 'models'))).toBe(false);
  });

  test('refuses options that only ONNX models take', async () => {
    const refusal = importModel(weightFixturePath('facenet-slim.pb'), {
      folder: temporary(),
      layout: 'nchw',
    });
    await expect(refusal).rejects.toThrow(/only with an \.onnx file/);
  });
});

describe('names', () => {
  test('of bundled models need no cache', async () => {
    const model = await readModel('mobilefacenet', { folder: '/nowhere' });
    expect(model).toMatchObject({ kind: 'network', info: { name: 'mobilefacenet', dimension: 192 } });
    expect(await findModel('mobilefacenet')).toMatchObject({ kind: 'bundled' });
  });

  test.each([
    ['facenet-vggface2', 'model-not-installed', /facekit models pull facenet-vggface2/],
    ['facenet-casia', 'model-not-installed', /facekit models import FILE --name facenet-casia/],
    ['mtcnn', 'model-not-an-embedder', /finds faces/],
    ['nope', 'model-unknown', /\(mobilefacenet, facenet-vggface2, facenet-casia, tiny\).* received nope/],
    ['./nope', 'file-not-found', /no such file/],
    ['nope.safetensors', 'file-not-found', /no such file/],
  ])('%s is refused as %s', async (name, code, message) => {
    const folder = temporary();
    await installModel(tiny, { folder });
    await expect(readModel(name, { folder })).rejects.toMatchObject({ code });
    await expect(readModel(name, { folder })).rejects.toThrow(message);
  });

  test('without one it is FaceNet where that is installed', async () => {
    const folder = temporary();
    const small = await pickDefaultModel({ folder });
    expect(small.name).toBe('mobilefacenet');
    expect(small.notice).toMatch(/^[^\n]*mobilefacenet[^\n]*facekit models pull facenet-vggface2[^\n]*$/);
    await installModel({ ...tiny, info: { ...TINY_INFO, name: 'facenet-vggface2' } }, { folder });
    expect(await pickDefaultModel({ folder })).toEqual({ name: 'facenet-vggface2' });
  });
});
