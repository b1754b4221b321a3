import { ProtobufMessage } from '../dist/formats/protobuf.js';
import { transpose } from '../dist/tensor/permute.js';

/** Field numbers of onnx.proto. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5 };
const NODE = { input: 1, operation: 4 };
const TENSOR = { name: 8, raw: 9 };

/** The units of the network in the order in which the authors' exported file has their convolutions, each a pointwise and a depthwise one. */
const TRUNK = [
  'model0/conv2',
  ...[1, 2, 3, 4, 5].flatMap((stage) => [`model${stage}/conv1`, `model${stage}/conv2`]),
  ...['lateral2', 'lateral1', 'lateral0'],
];
const STRIDES = [8, 16, 32];
/** The order in which the file has the heads, and the one in which facekit puts them together. */
const HEADS = { inFile: ['cls', 'bbox', 'obj', 'kps'], joined: ['cls', 'obj', 'bbox', 'kps'] };

/**
 * The parameters of YuNet's ONNX file under facekit's names and in facekit's layouts. The first kernel is turned from BGR to RGB, and the four heads of a
 * level become one layer; every number is as in the file.
 *
 * @returns pairs of name and tensor.
 * @throws Error when the file holds other convolutions than the network has.
 */
export function readYunet(bytes, file) {
  const graph = new ProtobufMessage(bytes, file).message(MODEL.graph);
  const tensors = new Map(
    graph.messages(GRAPH.initializer).map((tensor) => [tensor.string(TENSOR.name), readNumbers(tensor)]),
  );
  const convolutions = graph
    .messages(GRAPH.node)
    .filter((node) => node.string(NODE.operation) === 'Conv')
    .map((node) =>
      node
        .strings(NODE.input)
        .slice(1)
        .map((name) => tensors.get(name)),
    );
  const shared = convolutions.length === 1 + 2 * (TRUNK.length + STRIDES.length * 5);
  const units = [...TRUNK, ...unitsOfHeads(shared)];
  if (convolutions.length !== 1 + 2 * units.length)
    throw new Error(`Expected the convolutions of YuNet in ${file}, found ${convolutions.length}`);

  const [stem, ...rest] = convolutions;
  const parameters = new Map([
    ['model0/conv1/weights', reverseInputs(convolution(stem, 3))],
    ['model0/conv1/biases', biases(stem)],
  ]);
  units.forEach((unit, i) => {
    const [pointwise, depthwise] = rest.slice(2 * i, 2 * i + 2);
    parameters.set(`${unit}/pointwise/weights`, convolution(pointwise, 1));
    parameters.set(`${unit}/pointwise/biases`, biases(pointwise));
    parameters.set(`${unit}/depthwise/weights`, depthwiseConvolution(depthwise));
    parameters.set(`${unit}/depthwise/biases`, biases(depthwise));
  });
  for (const stride of STRIDES) joinHeads(parameters, `head${stride}`);
  return [...parameters];
}

/** The file has first the shared layers of all levels, then each head in all levels. */
const unitsOfHeads = (shared) => [
  ...(shared ? STRIDES.map((stride) => `head${stride}/shared`) : []),
  ...HEADS.inFile.flatMap((head) => STRIDES.map((stride) => `head${stride}/${head}`)),
];

const biases = ([, data]) => ({ shape: [data.length], data });

/** (out, in, h, w) → (h, w, in, out). */
function convolution([data, { length: filters }], side) {
  const inputs = data.length / filters / side ** 2;
  return transpose({ shape: [filters, inputs, side, side], data }, [2, 3, 1, 0]);
}

/** (channels, 1, h, w) → (h, w, channels, 1). */
const depthwiseConvolution = ([data, { length: channels }]) =>
  transpose({ shape: [channels, 1, 3, 3], data }, [2, 3, 0, 1]);

/** BGR → RGB. */
function reverseInputs({ shape, data }) {
  const [, , inputs, filters] = shape;
  const turned = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const [filter, input, place] = [i % filters, Math.floor(i / filters) % inputs, Math.floor(i / filters / inputs)];
    turned[(place * inputs + (inputs - 1 - input)) * filters + filter] = data[i];
  }
  return { shape, data: turned };
}

/** One pointwise and one depthwise layer out of those of the four heads of a level. */
function joinHeads(parameters, level) {
  for (const [part, axis] of Object.entries({
    'pointwise/weights': 3,
    'pointwise/biases': 0,
    'depthwise/weights': 2,
    'depthwise/biases': 0,
  })) {
    const names = HEADS.joined.map((head) => `${level}/${head}/${part}`);
    parameters.set(
      `${level}/${part}`,
      concatenate(
        names.map((name) => parameters.get(name)),
        axis,
      ),
    );
    for (const name of names) parameters.delete(name);
  }
}

/** Along one axis; those behind it have one element. */
function concatenate(parts, axis) {
  const sizes = parts.map(({ shape }) => shape[axis]);
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const rows = parts[0].data.length / sizes[0];
  const data = new Float32Array(rows * size);
  for (let row = 0, to = 0; row < rows; row++) {
    parts.forEach((part, i) => {
      data.set(part.data.subarray(row * sizes[i], (row + 1) * sizes[i]), to);
      to += sizes[i];
    });
  }
  return { shape: parts[0].shape.map((each, i) => (i === axis ? size : each)), data };
}

function readNumbers(tensor) {
  const raw = tensor.bytes(TENSOR.raw)[0] ?? new Uint8Array();
  return new Float32Array(Uint8Array.from(raw).buffer);
}
