import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importFacenetWeights } from '../../../../src/models/import/read-weights.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:5b84f9\nsize 94286292\n';

describe('importFacenetWeights refuses, whatever the name', () => {
  test.each([
    ['an empty file', '', /an empty file: fetch it again/],
    ['a web page', '<!DOCTYPE html><html><title>Google Drive - Virus scan warning</title>', /a web page/],
    ['a Git LFS pointer', lfs, /Git LFS pointer: run `git lfs pull`/],
    ['the list of a checkpoint', 'model_checkpoint_path: "model.ckpt-275"\n', /TensorFlow checkpoint: freeze/],
    ['a SavedModel', latin1('\x08\x01\x12\x05\x0a\x03\x0a\x01v'), /SavedModel: freeze/],
    ['a Keras file', latin1('\x89HDF\r\n\x1a\n'), /a Keras HDF5 file: it cannot be read; convert/],
    ['an OpenCV cascade', '<?xml version="1.0"?>\n<opencv_storage>', /an OpenCV cascade/],
    ['an OpenVINO model', '<?xml version="1.0"?>\n<net name="x">', /an OpenVINO model/],
    ['a page in XML', '<?xml version="1.0"?>\n<html xmlns="x">', /a web page/],
    ['a TensorFlow Lite model', latin1('\x1c\0\0\0TFL3\0\0'), /TensorFlow Lite/],
    ['a gzip archive', latin1('\x1f\x8b\x08\0'), /gzip archive: unpack it/],
    ['one .npy file', latin1('\x93NUMPY\x01\0v\0'), /one \.npy file: import the folder/],
    ['another pickle', latin1('\x80\x04N.'), /pickle that PyTorch did not write/],
    ['anything else', latin1('\xde\xad\xbe\xef'), /no such kind \(deadbeef…\)/],
  ])('%s', async (_, content, message) => {
    const folder = temporaryFolder();
    writeFiles(folder, { '20180402-114759.pb': content });
    const refusal = importFacenetWeights(path.join(folder, '20180402-114759.pb'));
    await expect(refusal).rejects.toMatchObject({ name: 'FacekitError', code: 'weights-unknown-form' });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow('frozen TensorFlow .pb');
  });

  test.each([
    [
      'with a frozen graph in it',
      ['20180402-114759.pb', 'model.ckpt-275.index'],
      /with 20180402-114759\.pb in it: import the file/,
    ],
    ['of a SavedModel', ['saved_model.pb', 'variables/variables.index'], /SavedModel/],
    [
      'of a checkpoint',
      ['model-20180402-114759.ckpt-275.data-00000-of-00001', 'model-20180402-114759.ckpt-275.index'],
      /TensorFlow checkpoint: freeze it with freeze_graph\.py/,
    ],
    ['of something else', ['photo.jpg'], /without \.npy files \(photo\.jpg\)/],
  ])('a folder %s', async (_, names, message) => {
    const folder = temporaryFolder();
    writeFiles(folder, Object.fromEntries(names.map((name) => [name, 'x'])));
    const refusal = importFacenetWeights(folder);
    await expect(refusal).rejects.toMatchObject({ code: 'weights-unknown-form' });
    await expect(refusal).rejects.toThrow(message);
  });

  test('what is not there', async () => {
    await expect(importFacenetWeights('/nowhere/20180402-114759.pb')).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});
