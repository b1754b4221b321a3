import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readModel } from '../../../../src/models/store/find-model.ts';
import { installModel } from '../../../../src/models/store/install.ts';
import { describeModel, listModels } from '../../../../src/models/store/list.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';
import { TINY_INFO, TINY_SHA256, TINY_SOURCE, TINY_WEIGHTS } from '../../../support/networks/tiny-model.mjs';

const temporary = useTemporaryFolders();
const tiny = { info: TINY_INFO, weights: TINY_WEIGHTS, source: TINY_SOURCE };

describe('the list', () => {
  test('has what facekit knows, what was imported, and what is damaged', async () => {
    const folder = temporary();
    const { file } = await installModel(tiny, { folder });
    mkdirSync(path.join(folder, '.partial'));
    writeFileSync(path.join(folder, 'broken.safetensors'), 'nothing');
    writeFileSync(path.join(folder, 'notes.txt'), '');
    const models = await listModels({ folder });
    expect(models.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'mtcnn bundled',
      'yunet bundled',
      'yunet-n bundled',
      'srn not-installed',
      'mobilefacenet bundled',
      'facenet-vggface2 not-installed',
      'facenet-casia not-installed',
      'broken damaged',
      'tiny installed',
    ]);
    expect(models.find(({ name }) => name === 'broken')?.problem).toMatch(/broken\.safetensors/);
    expect(await describeModel('tiny', { folder })).toEqual({
      name: 'tiny',
      status: 'installed',
      file,
      bytes: statSync(file).size,
      info: TINY_INFO,
      source: TINY_SOURCE,
      sha256: TINY_SHA256,
    });
  });

  test('of a folder that is not there has what facekit knows', async () => {
    const listed = await listModels({ folder: '/nowhere/models' });
    expect(listed.map(({ name }) => name)).toEqual([
      'mtcnn',
      'yunet',
      'yunet-n',
      'srn',
      'mobilefacenet',
      'facenet-vggface2',
      'facenet-casia',
    ]);
  });
});

test.each([
  ['facenet.h5', '\x89HDF\r\n\x1a\n0000', /found a Keras HDF5 file: it cannot be read; convert the model to ONNX/],
  ['cascade.xml', '<?xml version="1.0"?>\n<opencv_storage></opencv_storage>', /found an OpenCV cascade/],
  ['net.xml', '<?xml version="1.0"?>\n<net name="x" version="11"></net>', /found the description of an OpenVINO model/],
  ['model-1.meta', '\x0a\x90\x03meta graph', /found a part of a TensorFlow checkpoint: freeze/],
  [
    '20180402-114759.pb',
    '\x0a\x90\x03a graph of layers',
    /found weights that are not imported yet: run `facekit models import/,
  ],
])('a model at %s is said to be none of ours', async (name, content, message) => {
  const cwd = temporary();
  writeFiles(cwd, { [name]: Buffer.from(content, 'latin1') });
  await expect(readModel(name, { cwd })).rejects.toMatchObject({ code: 'model-invalid' });
  await expect(readModel(name, { cwd })).rejects.toThrow(message);
});
