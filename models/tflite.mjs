import { sizeOf } from '../dist/core/tensor.js';
import { ByteReader } from '../dist/formats/byte-reader.js';
import { FlatTable } from './flatbuffer.mjs';
import { formatShape } from '../dist/formats/format-shape.js';

const IDENTIFIER = 'TFL3';

/** Field numbers of the tables that are read, from TensorFlow Lite's schema.fbs. */
const MODEL = { operatorCodes: 1, subgraphs: 2, buffers: 4 };
const OPERATOR_CODE = { deprecatedBuiltinCode: 0, customCode: 1, builtinCode: 3 };
const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3 };
const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3 };
const OPERATOR = { opcodeIndex: 0, inputs: 1, outputs: 2, builtinOptions: 4 };
const BUFFER = { data: 0 };

const BUILTIN_OPERATORS = {
  0: 'ADD',
  1: 'AVERAGE_POOL_2D',
  2: 'CONCATENATION',
  3: 'CONV_2D',
  4: 'DEPTHWISE_CONV_2D',
  9: 'FULLY_CONNECTED',
  11: 'L2_NORMALIZATION',
  17: 'MAX_POOL_2D',
  18: 'MUL',
  19: 'RELU',
  22: 'RESHAPE',
  25: 'SOFTMAX',
  32: 'CUSTOM',
  34: 'PAD',
  39: 'TRANSPOSE',
  40: 'MEAN',
  41: 'SUB',
  42: 'DIV',
  47: 'EXP',
  54: 'PRELU',
  59: 'NEG',
  74: 'SUM',
  82: 'REDUCE_MAX',
  101: 'ABS',
};

const ELEMENT_TYPES = ['float32', 'float16', 'int32', 'uint8', 'int64', 'string', 'bool', 'int16', 'complex64', 'int8'];

const WINDOW = ['padding', 'strideWidth', 'strideHeight'];
/** The fields of each operator's options, in the order of the schema. */
const OPTION_FIELDS = {
  CONV_2D: [...WINDOW, 'activation', 'dilationWidth', 'dilationHeight'],
  DEPTHWISE_CONV_2D: [...WINDOW, 'depthMultiplier', 'activation', 'dilationWidth', 'dilationHeight'],
  MAX_POOL_2D: [...WINDOW, 'filterWidth', 'filterHeight', 'activation'],
  AVERAGE_POOL_2D: [...WINDOW, 'filterWidth', 'filterHeight', 'activation'],
  CONCATENATION: ['axis', 'activation'],
  FULLY_CONNECTED: ['activation'],
  ADD: ['activation'],
  MUL: ['activation'],
  SUB: ['activation'],
  DIV: ['activation'],
};
/** Options that the file holds as the number of a word. */
const OPTION_WORDS = {
  padding: ['SAME', 'VALID'],
  activation: ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'],
};
/** Options left out of the file are 0, but for these. */
const OPTION_DEFAULTS = { dilationWidth: 1, dilationHeight: 1 };

/**
 * Reads a TensorFlow Lite file: its operators in order and its tensors, those that are constant with their data.
 *
 * @param source the file, for messages.
 * @throws Error (another format, several graphs, a tensor or operator that does not exist, data that
 * is not its shape's size); FacekitError `file-truncated` (a place beyond the end of the file).
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
 */
export function readTflite(bytes, source) {
  const model = openModel(bytes, source);
  const graph = onlyGraph(model, source);
  const buffers = model.tables(MODEL.buffers);
  const operatorNames = model.tables(MODEL.operatorCodes).map(readOperatorName);
  const tensors = graph.tables(SUBGRAPH.tensors).map((tensor) => readTensor(tensor, buffers, source));
  const places = (found) => checkPlaces(found, tensors.length, source);
  return {
    operators: graph.tables(SUBGRAPH.operators).map((operator) => {
      const name = operatorNames[operator.uint32(OPERATOR.opcodeIndex)];
      if (name === undefined) throw invalid(source, 'operators that the file declares', 'another');
      const [inputs, outputs] = [operator.int32s(OPERATOR.inputs), operator.int32s(OPERATOR.outputs)];
      return { name, inputs: places(inputs), outputs: places(outputs), options: readOptions(operator, name) };
    }),
    tensors,
    inputs: places(graph.int32s(SUBGRAPH.inputs)),
    outputs: places(graph.int32s(SUBGRAPH.outputs)),
  };
}

function openModel(bytes, source) {
  // A plain view: `slice` of a Buffer would not copy.
  const reader = new ByteReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), source);
  const root = reader.uint32();
  const identifier = reader.utf8(IDENTIFIER.length);
  if (identifier !== IDENTIFIER) throw invalid(source, `the identifier ${IDENTIFIER}`, JSON.stringify(identifier));
  return new FlatTable(reader, root);
}

function onlyGraph(model, source) {
  const graphs = model.tables(MODEL.subgraphs);
  const [graph] = graphs;
  if (!graph || graphs.length > 1) throw invalid(source, 'one graph', String(graphs.length));
  return graph;
}

/** Codes above 127 did not fit the first field, which newer files keep for older readers. */
function readOperatorName(code) {
  const builtin = Math.max(code.uint8(OPERATOR_CODE.deprecatedBuiltinCode), code.int32(OPERATOR_CODE.builtinCode));
  return code.string(OPERATOR_CODE.customCode) || (BUILTIN_OPERATORS[builtin] ?? `BUILTIN_${builtin}`);
}

function readTensor(tensor, buffers, source) {
  const name = tensor.string(TENSOR.name);
  const shape = tensor.int32s(TENSOR.shape);
  const type = ELEMENT_TYPES[tensor.uint8(TENSOR.type)] ?? 'unknown';
  const buffer = buffers[tensor.uint32(TENSOR.buffer)];
  if (!buffer) throw invalid(source, `a buffer for ${name} that exists`, 'none');
  const bytes = buffer.bytes(BUFFER.data);
  if (bytes.length === 0) return { name, shape, type, data: undefined };
  if (type !== 'float32' && type !== 'int32') return { name, shape, type, data: bytes };
  if (bytes.length !== sizeOf(shape) * 4)
    throw invalid(source, `${sizeOf(shape)} numbers for ${name} ${formatShape(shape)}`, `${bytes.length} bytes`);
  const { buffer: copy } = bytes.slice();
  return { name, shape, type, data: type === 'float32' ? new Float32Array(copy) : new Int32Array(copy) };
}

function readOptions(operator, name) {
  const options = operator.table(OPERATOR.builtinOptions);
  const fields = Object.hasOwn(OPTION_FIELDS, name) ? OPTION_FIELDS[name] : undefined;
  const entries = (fields ?? []).map((option, field) => {
    const words = OPTION_WORDS[option];
    if (words) return [option, words[options?.uint8(field) ?? 0] ?? 'unknown'];
    return [option, options?.int32(field, OPTION_DEFAULTS[option]) ?? 0];
  });
  return Object.fromEntries(entries);
}

function checkPlaces(places, count, source) {
  const wrong = places.find((place) => place < -1 || place >= count);
  if (wrong !== undefined) throw invalid(source, `tensors below ${count}`, `tensor ${wrong}`);
  return places;
}

const invalid = (source, expected, found) =>
  new Error(`Expected ${expected} in ${source} but found ${found}; the file is damaged or of another kind.`);
