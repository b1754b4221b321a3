import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readNpy } from '../../../dist/formats/npy.js';
import { parseSafetensors } from '../../../dist/formats/safetensors.js';
import { importModel } from '../../../dist/models/install/import-model.js';
import { SIZES } from '../extremes.mjs';
import { expect } from '../wrong.mjs';

/*
 * Model files that are made, since no change at random would make them: shapes without end behind a header that holds, and weights in
 * other files, named anywhere in an ONNX model.
 */

const WEIGHTS = path.resolve(import.meta.dirname, '../../fixtures/weights');

const fits = ({ shape, data }) => shape.reduce((size, side) => size * side, 1) === data.length;

const shapeOf = (random) =>
  Array.from({ length: random.below(random.chance(0.1) ? 200 : 5) }, () => random.pick(SIZES));

const MOST_BYTES = 4096;

/** How many bytes a shape wants, as far as a file of them is made at all. */
const bytesOf = (shape, each) =>
  Math.max(
    0,
    Math.min(
      MOST_BYTES,
      shape.reduce((size, side) => size * side, each),
    ),
  ) || 0;

/** A header of which every number may be anything, before a few bytes of data. */
function safetensors(random) {
  let end = 0;
  const tensors = Array.from({ length: random.below(4) }, (_, i) => {
    const shape = shapeOf(random);
    const start = end;
    end += bytesOf(shape, 4);
    const entry = {
      dtype: random.pick(['F32', 'F32', 'F32', 'F16', 'F64', 'I8', 'BOOL', 'toString']),
      shape,
      data_offsets: random.chance(0.8) ? [start, end] : [random.pick(SIZES), random.pick(SIZES)],
    };
    return [random.pick(['a', 'a/weights', '__proto__', '__metadata__', '\u202e', `t${i}`]), entry];
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(tensors)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(random.chance(0.9) ? BigInt(text.length) : BigInt(random.pick(SIZES.filter((n) => n >= 0))));
  return { file: Buffer.concat([length, text, Buffer.alloc(random.chance(0.8) ? end : random.below(64))]) };
}

function npy(random) {
  const shape = shapeOf(random);
  const descr = random.pick(['<f4', '<f4', '<f8', '<f2', '>f4', '|O', '<U9999999999', '<f4096']);
  const order = random.pick(['False', 'True']);
  const header = Buffer.from(
    `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.map(BigInt).join(', ')},), }\n`,
  );
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const data = Buffer.alloc(random.chance(0.8) ? bytesOf(shape, 4) : random.below(64));
  return { file: Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), length, header, data]) };
}

const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);

/** A field of protobuf that holds a message, text or bytes. */
const field = (number, content) => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
};

/** TensorProto that lies in another file. */
function externalTensor(random) {
  const location = random.pick(['weights.bin', '../victim.png', '/etc/passwd', 'file.onnx', '']);
  const place = field(13, Buffer.concat([field(1, 'location'), field(2, location)]));
  const parts = [field(8, 'w'), place, Buffer.from([14 * 8, 1])];
  return Buffer.concat(random.chance(0.5) ? parts : parts.reverse());
}

/** GraphProto with the tensor somewhere in it: an initializer, sparse or not, a constant, in the graph of a node, of its node, and so on. */
function graphWith(tensor, random, depth) {
  if (depth > 0) {
    const inner = graphWith(tensor, random, depth - 1);
    return field(1, field(5, field(random.pick([6, 11]), inner)));
  }
  return random.pick([
    () => field(5, tensor),
    () => field(15, field(random.pick([1, 2]), tensor)),
    () => field(1, field(5, field(random.pick([5, 10]), tensor))),
    () => field(1, field(5, field(random.pick([22, 23]), field(1, tensor)))),
  ])();
}

/** An embedder, with a part added that is in another file: in its graph, a function or its training. */
async function external(random) {
  const whole = await readFile(path.join(WEIGHTS, 'embedder.onnx'));
  const graph = graphWith(externalTensor(random), random, random.below(30));
  const added = random.pick([
    () => field(7, graph),
    () => field(25, field(7, field(5, field(6, graph)))),
    () => field(20, field(random.pick([1, 2]), graph)),
  ])();
  return { 'file.onnx': Buffer.concat(random.chance(0.5) ? [whole, added] : [added, whole]) };
}

async function mustRefuse(_, folder) {
  const options = { name: 'x', alignment: { kind: 'box', margin: 32 }, standardisation: 'fixed' };
  try {
    await importModel(path.join(folder, 'file.onnx'), { ...options, folder: path.join(folder, 'cache') });
  } finally {
    const taken = await readdir(path.join(folder, 'cache')).catch(() => []);
    expect(taken.length === 0, 'a model was taken of which a part lies in another file');
  }
}

export const madeModelTargets = {
  'safetensors-shapes': {
    inMemory: true,
    make: safetensors,
    read: async ({ file }) => {
      for (const tensor of parseSafetensors(file, 'file').weights.values()) expect(fits(tensor), 'another size');
    },
  },
  'npy-shapes': {
    inMemory: true,
    make: npy,
    read: async ({ file }) => expect(fits(readNpy(file, 'file')), 'another size'),
  },
  'onnx-external': { make: external, read: mustRefuse },
};
