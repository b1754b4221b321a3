import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { facenetLayers } from '../../../src/models/import/facenet-layers.ts';
import { importFacenetWeights } from '../../../src/models/import/read-weights.ts';
import { encodeNpy } from '../../../src/formats/npy-encode.ts';
import { encodeSafetensors } from '../../../src/formats/safetensors.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';
import { digestOf, readWeightFixture, weightFixturePath } from '../../support/networks/weights.ts';

interface Expected {
  readonly width: number;
  readonly tensors: Record<string, { shape: number[]; digest: number }>;
}

const EXPECTED = JSON.parse(Buffer.from(readWeightFixture('facenet-slim.json')).toString()) as Expected;
const layers = facenetLayers({ width: EXPECTED.width });
const temporaryFolder = useTemporaryFolders();

describe('importFacenetWeights', () => {
  test.each([
    ['facenet-slim.zip.pt', 'torch-zip'],
    ['facenet-slim.legacy.pt', 'torch-legacy'],
    ['facenet-slim.pb', 'frozen-graph'],
  ])('%s gives what NumPy folded', async (name, form) => {
    const imported = await importFacenetWeights(weightFixturePath(name), { layers });

    expect(imported.form).toBe(form);
    expect(imported.sha256).toBe(createHash('sha256').update(readWeightFixture(name)).digest('hex'));
    expect([...imported.weights.keys()].sort()).toEqual(Object.keys(EXPECTED.tensors).sort());
    for (const [tensor, { shape, digest }] of Object.entries(EXPECTED.tensors)) {
      const { shape: found, data = new Float32Array() } = imported.weights.get(tensor) ?? {};
      expect([tensor, found]).toEqual([tensor, shape]);
      expect(Math.abs(digestOf(data) - digest)).toBeLessThan(1e-5); // float32 rounding of up to 1,000 numbers of size 1
    }
  });

  test('reads back what it gave, as .safetensors', async () => {
    const { weights } = await importFacenetWeights(weightFixturePath('facenet-slim.pb'), { layers });
    const folder = temporaryFolder();
    writeFiles(folder, { 'named.anything': encodeSafetensors(weights, {}) });
    const again = await importFacenetWeights(`${folder}/named.anything`, { layers });
    expect(again.form).toBe('safetensors');
    expect([...again.weights].sort()).toEqual([...weights].sort());
  });

  test('refuses the slim network where the published one is expected', async () => {
    const refusal = importFacenetWeights(weightFixturePath('facenet-slim.zip.pt'));
    await expect(refusal).rejects.toMatchObject({ code: 'weights-mismatch' });
    await expect(refusal).rejects.toThrow(/conv2d_1a\.conv\.weight \(1, 3, 3, 3\) instead of \(32, 3, 3, 3\)/);
  });

  test.each([
    ['containers.zip.pt', 'weights-mismatch', /missing \(conv2d_1a\.conv\.weight/],
    ['containers.legacy.pt', 'weights-mismatch', /unknown \(0\.weight, 0\.bias, 1\.weight, …\)/],
    ['whole-module.pt', 'pickle-refused', /refuses to run torch\.nn/],
    ['torchscript.pt', 'torch-invalid', /TorchScript/],
    ['plain-pickle.pkl', 'weights-unknown-form', /Python pickle that PyTorch did not write/],
    ['embedder.onnx', 'weights-unknown-form', /ONNX model/],
    ['facenet-slim.json', 'weights-unknown-form', /JSON/],
  ])('refuses %s', async (name, code, message) => {
    const refusal = importFacenetWeights(weightFixturePath(name));
    await expect(refusal).rejects.toMatchObject({ name: 'FacekitError', code });
    await expect(refusal).rejects.toThrow(message);
  });
});

/** A folder of two layers: a convolution and the dense one. */
describe('a folder of .npy files', () => {
  const two = [
    {
      name: 'InceptionResnetV1/Block8/Conv2d_1x1',
      kind: 'conv',
      kernel: [1, 2],
      in: 2,
      out: 3,
      batchNorm: false,
      scale: 0.2,
    },
    {
      name: 'InceptionResnetV1/Bottleneck',
      kind: 'dense',
      kernel: [1, 1],
      in: 3,
      out: 2,
      batchNorm: true,
      scale: 1,
    },
  ] as const;
  const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => i);
  const files = {
    'Block8_6_Conv2d_1x1_kernel.npy': encodeNpy({ shape: [3, 1, 2, 2], data: numbers(12) }),
    'Block8_6_Conv2d_1x1_Conv2D_bias.npy': encodeNpy({ shape: [3], data: numbers(3) }),
    'Bottleneck_kernel_transpose.npy': encodeNpy({ shape: [2, 3], data: numbers(6) }),
    'Bottleneck_MatMul_bias.npy': encodeNpy({ shape: [2], data: numbers(2) }),
    'README.md': 'left alone',
  };

  test('becomes (h, w, in, out) without folding anything again', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, files);
    const { weights, form } = await importFacenetWeights(folder, { layers: two });
    expect(form).toBe('npy-folder');
    expect([...weights]).toEqual([
      [
        'InceptionResnetV1/Block8/Conv2d_1x1/weights',
        { shape: [1, 2, 2, 3], data: Float32Array.of(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11) },
      ],
      ['InceptionResnetV1/Block8/Conv2d_1x1/biases', { shape: [3], data: numbers(3) }],
      ['InceptionResnetV1/Bottleneck/weights', { shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) }],
      ['InceptionResnetV1/Bottleneck/biases', { shape: [2], data: numbers(2) }],
    ]);
  });

  test.each([
    [
      'a missing file',
      { 'Bottleneck_MatMul_bias.npy': undefined },
      'weights-mismatch',
      /1 missing \(Bottleneck_MatMul_bias\.npy \(2,\)\)/,
    ],
    [
      'a wrong shape',
      { 'Bottleneck_MatMul_bias.npy': encodeNpy({ shape: [1, 2], data: numbers(2) }) },
      'weights-mismatch',
      /\(1, 2\) instead of \(2,\)/,
    ],
    [
      'another .npy file',
      { 'other.npy': encodeNpy({ shape: [2], data: numbers(2) }) },
      'weights-mismatch',
      /1 unknown \(other\.npy\)/,
    ],
    [
      'a cut file',
      { 'Bottleneck_MatMul_bias.npy': files['Bottleneck_MatMul_bias.npy'].subarray(0, 40) },
      'file-truncated',
      /Bottleneck_MatMul_bias\.npy/,
    ],
  ])('refuses %s', async (_, change, code, message) => {
    const folder = temporaryFolder();
    const changed = Object.entries({ ...files, ...change }).filter(([, content]) => content !== undefined);
    writeFiles(folder, Object.fromEntries(changed) as Record<string, Uint8Array>);
    const refusal = importFacenetWeights(folder, { layers: two });
    await expect(refusal).rejects.toMatchObject({ name: 'FacekitError', code });
    await expect(refusal).rejects.toThrow(message);
  });
});
