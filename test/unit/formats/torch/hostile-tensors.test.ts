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
  const storage = join(tuple(text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), ONE), 'Q');
  const tensor = join(
    'ctorch._utils\n_rebuild_tensor_v2\n',
    tuple(storage, 'K\x00', tuple(ONE.repeat(axes)), tuple(ONE.repeat(strides))),
    'R',
  );
  return legacyFile(
    join('}', text('a'), tensor, 's'),
    join('\x01\0\0\0\0\0\0\0', Buffer.from(Float32Array.of(0.5).buffer)),
  );
}

/** The pickle of a state dict, and its storage with the count of numbers before it. */
function legacyFile(stateDict: Buffer, storage: Buffer): Buffer {
  const magic = Buffer.from('6cfc9c46f9206aa85019', 'hex');
  return join(
    ...['\x80\x02\x8a\x0a', magic, '.'],
    ...['\x80\x02M\xe9\x03.'],
    ...['\x80\x02}', text('little_endian'), '\x88s.'],
    ...['\x80\x02', stateDict, '.'],
    ...['\x80\x02]', text('0'), 'a.'],
    storage,
  );
}

/** A legacy file with one storage and many tensors that show it the other way round. */
function transposedFile(side: number, tensors: number): Buffer {
  const number = (value: number): Buffer => join('M', Buffer.from(Uint16Array.of(value).buffer));
  const storage = join(tuple(text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), ONE), 'Q');
  const tensor = join(
    'ctorch._utils\n_rebuild_tensor_v2\n',
    tuple(storage, 'K\x00', tuple(number(side), number(side)), tuple(ONE, number(side))),
    'R',
  );
  const count = Buffer.from(BigUint64Array.of(BigInt(side * side)).buffer);
  return legacyFile(
    join('}', ...Array.from({ length: tensors }, (_, i) => join(text(`t${i}`), tensor, 's'))),
    join(count, Buffer.alloc(4 * side * side)),
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

test('reads a tensor that is turned round, and refuses a thousand that show the same numbers', () => {
  expect(readTorchStateDict(transposedFile(300, 1), 'x.pt').get('t0')?.shape).toEqual([300, 300]);
  expect(() => readTorchStateDict(transposedFile(300, 1000), 'x.pt')).toThrow(
    expect.objectContaining({ code: 'torch-invalid', message: expect.stringContaining('show the same ones') }),
  );
});

test('refuses a dictionary that is made of one list again and again', () => {
  const pairs = join(
    '](',
    ...Array.from({ length: 2000 }, (_, i) => join('M', Buffer.from(Uint16Array.of(i).buffer), 'N\x86')),
    'e',
  );
  const made = join('ccollections\nOrderedDict\nq\x00', pairs, '\x85q\x01', 'h\x00h\x01R'.repeat(600));
  expect(() => readTorchStateDict(legacyFile(made, Buffer.alloc(0)), 'x.pt')).toThrow(
    expect.objectContaining({ code: 'pickle-invalid', message: expect.stringContaining('more than 1000000 values') }),
  );
});
