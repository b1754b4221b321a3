import { expect, test } from '@jest/globals';
import { readTorchStateDict } from '../../../../src/formats/torch/read-torch.ts';

const text = (word: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(word.length);
  return Buffer.concat([Buffer.from('X'), length, Buffer.from(word)]);
};
const join = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const tuple = (...parts: readonly (string | Buffer)[]): Buffer => join('(', ...parts, 't');
const ONE = 'K\x01';

/** A legacy file of PyTorch with one float and one tensor of it, its pickles written by hand. */
function torchFile(axes: number, strides = axes): Buffer {
  const magic = Buffer.from('6cfc9c46f9206aa85019', 'hex');
  const storage = join(tuple(text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), ONE), 'Q');
  const tensor = join(
    'ctorch._utils\n_rebuild_tensor_v2\n',
    tuple(storage, 'K\x00', tuple(ONE.repeat(axes)), tuple(ONE.repeat(strides))),
    'R',
  );
  return join(
    ...['\x80\x02\x8a\x0a', magic, '.'],
    ...['\x80\x02M\xe9\x03.'],
    ...['\x80\x02}', text('little_endian'), '\x88s.'],
    ...['\x80\x02}', text('a'), tensor, 's.'],
    ...['\x80\x02]', text('0'), 'a.'],
    ...['\x01\0\0\0\0\0\0\0', Buffer.from(Float32Array.of(0.5).buffer)],
  );
}

test('reads a tensor of two axes', () => {
  expect([...readTorchStateDict(torchFile(2), 'x.pt')]).toEqual([['a', { shape: [1, 1], data: Float32Array.of(0.5) }]]);
});

test.each([
  ['more axes than PyTorch has', torchFile(65)],
  ['60,000 axes', torchFile(60_000)],
  ['an axis without a stride', torchFile(3, 2)],
])('refuses a tensor of %s', (_, bytes) => {
  expect(() => readTorchStateDict(bytes, 'x.pt')).toThrow(
    expect.objectContaining({ code: 'torch-invalid', message: expect.stringMatching(/at most 64 axes.*one of \d+/) }),
  );
});
