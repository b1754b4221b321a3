import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { importFacenetWeights } from '../../src/models/import/read-weights.ts';
import { readTorchStateDict } from '../../src/formats/torch/read-torch.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';
import { digestOf } from '../support/networks/weights.ts';

const ROOT = 'InceptionResnetV1';

/** NumPy: digests of the published arrays, kernels transposed to (h, w, in, out). */
const DIGESTS = [
  { name: 'Conv2d_1a_3x3/weights', shape: [3, 3, 3, 32], digest: -0.5443119248363884 },
  { name: 'Repeat/block35_2/Conv2d_1x1/weights', shape: [1, 1, 96, 256], digest: -0.24750909530239323 },
  {
    name: 'Repeat_1/block17_10/Branch_1/Conv2d_0b_1x7/weights',
    shape: [1, 7, 128, 128],
    digest: 11.850702207679516,
  },
  { name: 'Mixed_7a/Branch_2/Conv2d_1a_3x3/weights', shape: [3, 3, 256, 256], digest: -2.4528000567939188 },
  { name: 'Block8/Branch_1/Conv2d_0c_3x1/weights', shape: [3, 1, 192, 192], digest: 22.74283913096805 },
  { name: 'Block8/Conv2d_1x1/biases', shape: [1792], digest: -2.874020764531994 },
  { name: 'Bottleneck/weights', shape: [1792, 512], digest: -5.071184779350192 },
  { name: 'Bottleneck/biases', shape: [512], digest: -0.17078684145226422 },
];

describeWithShared('real weight files', () => {
  test('the W3C WebNN folder of FaceNet 20180402-114759', async () => {
    const { weights, form, sha256 } = await importFacenetWeights(sharedPath('data/facenet_nhwc/weights'));
    expect(form).toBe('npy-folder');
    expect(weights.size).toBe(266);
    // `sha256sum *.npy | sha256sum` in the folder.
    expect(sha256).toBe('1108994631ade7ed2b935d29df69589316bae3d0003a11470f9f015adc901cee');
    for (const { name, shape, digest } of DIGESTS) {
      const tensor = weights.get(`${ROOT}/${name}`);
      expect([name, tensor?.shape]).toEqual([name, shape]);
      expect(digestOf(tensor?.data ?? new Float32Array())).toBeCloseTo(digest, 6);
    }
  });

  /** PyTorch 1.13: torch.load, number of tensors and sum of their digests. */
  test.each([
    { file: 'pnet.pt', first: 'conv1.weight', shape: [10, 3, 3, 3], count: 13, digest: 9.096208699686414 },
    { file: 'rnet.pt', first: 'conv1.weight', shape: [28, 3, 3, 3], count: 16, digest: -7.163195899593656 },
    { file: 'onet.pt', first: 'conv1.weight', shape: [32, 3, 3, 3], count: 21, digest: -8.108703558489296 },
  ])('legacy PyTorch file $file', ({ file, first, shape, count, digest }) => {
    const tensors = readTorchStateDict(readFileSync(sharedPath('data/torch', file)), file);
    expect(tensors.size).toBe(count);
    expect(tensors.get(first)?.shape).toEqual(shape);
    const sum = [...tensors.values()].reduce((total, { data }) => total + digestOf(data), 0);
    expect(sum).toBeCloseTo(digest, 6);
  });
});
