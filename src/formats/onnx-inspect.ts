import { FacekitError } from '../core/errors.ts';
import { ProtobufMessage } from './protobuf.ts';

/** Field numbers of onnx.proto. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 } as const;
const OPSET = { domain: 1, version: 2 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const TENSOR = { name: 8 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { element: 1, shape: 2 } as const;
const SHAPE = { dimension: 1 } as const;
const DIMENSION = { size: 1, word: 2 } as const;

/** TensorProto.DataType, by number. */
const ELEMENT_TYPES = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
];

/** A value that goes into or comes out of an ONNX model. */
export interface OnnxValueInfo {
  readonly name: string;
  /** Such as `float32`; `undefined` where the model does not say or it is no tensor. */
  readonly type: string;
  /** A number, or for sizes known only at run time the word that the model has for it, `?` where it has none. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxSummary {
  readonly irVersion: number;
  readonly producer: string;
  /** Domain → version; the standard operators' domain is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Without those that an initialiser gives a value. */
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly initializers: readonly string[];
}

/**
 * Reads what an ONNX model takes and gives, without running it.
 *
 * @throws FacekitError `onnx-invalid`, `protobuf-invalid`, `file-truncated`.
 */
export function inspectOnnx(bytes: Uint8Array, source: string): OnnxSummary {
  const model = readModel(bytes, source);
  const graph = model.message(MODEL.graph);
  const initializers = graph.messages(GRAPH.initializer).map((tensor) => tensor.string(TENSOR.name));
  const given = new Set(initializers);
  return {
    irVersion: model.integer(MODEL.irVersion),
    producer: model.string(MODEL.producer),
    opsets: new Map(
      model.messages(MODEL.opset).map((opset) => [opset.string(OPSET.domain), opset.integer(OPSET.version)]),
    ),
    inputs: graph
      .messages(GRAPH.input)
      .map(valueInfo)
      .filter(({ name }) => !given.has(name)),
    outputs: graph.messages(GRAPH.output).map(valueInfo),
    initializers,
  };
}

/** Whether the bytes hold an ONNX model: a version, an operator set, and a graph with an output. */
export function looksLikeOnnx(bytes: Uint8Array, source: string): boolean {
  try {
    readModel(bytes, source);
    return true;
  } catch (error) {
    if (error instanceof FacekitError) return false;
    throw error;
  }
}

function readModel(bytes: Uint8Array, source: string): ProtobufMessage {
  const model = new ProtobufMessage(bytes, source);
  const isModel = model.integer(MODEL.irVersion) >= 1 && model.has(MODEL.opset) && model.has(MODEL.graph);
  if (isModel && model.message(MODEL.graph).has(GRAPH.output)) return model;
  throw new FacekitError(
    'onnx-invalid',
    `Expected an ONNX model in ${source} (IR version, operator set, graph with an output) but found a message of other ` +
      `fields: ${model.fields.slice(0, 8).join(', ') || 'none'}.`,
  );
}

function valueInfo(value: ProtobufMessage): OnnxValueInfo {
  const tensorType = value.message(VALUE.type).message(TYPE.tensor);
  const dimensions = tensorType.message(TENSOR_TYPE.shape).messages(SHAPE.dimension);
  return {
    name: value.string(VALUE.name),
    type: ELEMENT_TYPES[tensorType.integer(TENSOR_TYPE.element)] ?? 'undefined',
    shape: dimensions.map((dimension) => {
      if (dimension.has(DIMENSION.size)) return dimension.integer(DIMENSION.size);
      return dimension.string(DIMENSION.word) || '?';
    }),
  };
}
