import { appendFile, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { MODELS_FOLDER, readBundledModel } from '../../../src/models/bundled.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

const parameterCount = (weights: ReadonlyMap<string, { data: Float32Array }>): number =>
  [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);

describe('readBundledModel', () => {
  // Counted with NumPy in det1.npy–det3.npy (6,632 + 100,178 + 389,040) and in MobileFaceNet.tflite.
  test.each([
    { name: 'mtcnn', parameters: 495_850, tensor: 'pnet/conv1/weights', shape: [3, 3, 3, 10] },
    { name: 'mobilefacenet', parameters: 1_292_992, tensor: 'embedding/weights', shape: [1, 1, 512, 192] },
  ] as const)('reads $name', async ({ name, parameters, tensor, shape }) => {
    const weights = await readBundledModel(name);
    expect(parameterCount(weights)).toBe(parameters);
    expect(weights.get(tensor)?.shape).toEqual(shape);
  });

  test('an altered file is refused', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'mtcnn.safetensors');
    await copyFile(path.join(MODELS_FOLDER, 'mtcnn.safetensors'), file);
    await appendFile(file, 'x');
    await expect(readBundledModel('mtcnn', folder)).rejects.toMatchObject({
      code: 'bundled-model-altered',
      message: expect.stringMatching(
        /Expected SHA-256 \w{64} of the bundled model .*mtcnn\.safetensors but found \w{64}; reinstall/,
      ),
    });
  });

  test('a missing file is refused', async () => {
    const folder = temporaryFolder();
    await expect(readBundledModel('mobilefacenet', folder)).rejects.toMatchObject({
      code: 'bundled-model-missing',
      message: expect.stringContaining(path.join(folder, 'mobilefacenet.safetensors')),
    });
  });
});
