import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readBundledModel } from '../../src/models/bundled.ts';
import { readPickledNpy } from '../support/svm/npy-pickle.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';

/** FaceNet's own files: where each one's layers go, and how many parameters the network has. */
const FILES = [
  { file: 'det1.npy', network: 'pnet', parameters: 6632 },
  { file: 'det2.npy', network: 'rnet', parameters: 100_178 },
  { file: 'det3.npy', network: 'onet', parameters: 389_040 },
];

describeWithShared('models/mtcnn.safetensors', () => {
  test.each(FILES)('is bit-identical to $file of FaceNet', async ({ file, network, parameters }) => {
    const original = readPickledNpy(readFileSync(sharedPath('data/npy', file)));
    const weights = await readBundledModel('mtcnn');

    const expected = Object.entries(original).flatMap(([layer, tensors]) =>
      Object.entries(tensors).map(([name, tensor]) => [`${network}/${layer.toLowerCase()}/${name}`, tensor] as const),
    );
    for (const [name, tensor] of expected) {
      expect([name, weights.get(name)?.shape]).toEqual([name, tensor.shape]);
      expect([name, hex(weights.get(name)?.data)]).toEqual([name, hex(tensor.data)]);
    }
    const ours = [...weights].filter(([name]) => name.startsWith(`${network}/`));
    expect(ours.map(([name]) => name).sort()).toEqual(expected.map(([name]) => name).sort());
    expect(ours.reduce((sum, [, { data }]) => sum + data.length, 0)).toBe(parameters);
  });
});

/** Bits rather than numbers: −0 is not 0 here, and a NaN is itself. */
const hex = (data: Float32Array = new Float32Array()): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
