import { describe, expect, test } from '@jest/globals';
import { readTorchStateDict } from '../../../../src/formats/torch/read-torch.ts';
import { readWeightFixture } from '../../../support/networks/weights.ts';

/** What PyTorch says the fixtures hold: name → shape and numbers in row-major order. */
const CONTENT = JSON.parse(Buffer.from(readWeightFixture('containers.json')).toString()) as Record<
  string,
  { shape: number[]; values: number[] }
>;

describe('readTorchStateDict', () => {
  test.each(['containers.zip.pt', 'containers.legacy.pt', 'containers.protocol4.pt'])('reads %s', (name) => {
    const tensors = readTorchStateDict(readWeightFixture(name), name);
    expect([...tensors.keys()]).toEqual(Object.keys(CONTENT));
    for (const [key, { shape, values }] of Object.entries(CONTENT))
      expect([key, tensors.get(key)]).toEqual([key, { shape, data: Float32Array.from(values) }]);
  });

  test.each([
    ['whole-module.pt', 'pickle-refused', /refuses to run torch\.nn\.modules\.container\.Sequential.*state_dict\(\)/],
    ['torchscript.pt', 'torch-invalid', /TorchScript archive; save model\.state_dict\(\)/],
    ['int32.pt', 'torch-invalid', /float32 .*numbers for x .*IntStorage/],
    ['no-tensors.pt', 'torch-invalid', /named tensors .* but found a,/],
    ['plain-pickle.pkl', 'torch-invalid', /magic number/],
  ])('refuses %s', (name, code, message) => {
    const read = (): unknown => readTorchStateDict(readWeightFixture(name), name);
    expect(read).toThrow(expect.objectContaining({ name: 'FacekitError', code }));
    expect(read).toThrow(message);
  });
});
