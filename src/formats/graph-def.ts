import { FacekitError } from '../core/errors.ts';
import { sizeOf, type Tensor } from '../core/tensor.ts';
import { decodeFloats, FLOAT_BYTES, type FloatType } from './float-data.ts';
import { formatShape } from './format-shape.ts';
import { firstMessage, ProtobufMessage } from './protobuf.ts';

/** Field numbers of TensorFlow's graph.proto, node_def.proto, attr_value.proto, tensor.proto and tensor_shape.proto. */
const GRAPH = { node: 1 } as const;
const NODE = { name: 1, op: 2, attribute: 5 } as const;
const MAP_ENTRY = { key: 1, value: 2 } as const;
const ATTRIBUTE = { tensor: 8 } as const;
const TENSOR = { type: 1, shape: 2, content: 4, floats: 5, doubles: 6 } as const;
const SHAPE = { dimension: 2 } as const;
const DIMENSION = { size: 1 } as const;

/** DataType numbers of types.proto, and the field that holds single values of the type. */
const FLOAT_TYPES: ReadonlyMap<number, { readonly type: FloatType; readonly values?: number }> = new Map([
  [1, { type: 'float32', values: TENSOR.floats }],
  [2, { type: 'float64', values: TENSOR.doubles }],
  [19, { type: 'float16' }],
]);

const VARIABLE_OPS = ['Variable', 'VariableV2', 'VarHandleOp'];

/** The value of a Const node whose numbers have not been read yet. */
export interface ConstTensor {
  readonly shape: readonly number[];
  readonly proto: ProtobufMessage;
}

export interface GraphDef {
  /** Name → value of the Const nodes. */
  readonly constants: ReadonlyMap<string, ConstTensor>;
  /** Names of the variables, which have no values in a graph. */
  readonly variables: readonly string[];
}

/**
 * Reads the Const nodes and the names of the variables of a TensorFlow GraphDef. All other nodes are passed over.
 *
 * @throws FacekitError `protobuf-invalid`, `file-truncated`.
 */
export function readGraphDef(bytes: Uint8Array, source: string): GraphDef {
  const constants = new Map<string, ConstTensor>();
  const variables: string[] = [];
  for (const node of new ProtobufMessage(bytes, source).messages(GRAPH.node)) {
    const [name, op] = [node.string(NODE.name), node.string(NODE.op)];
    if (op === 'Const') constants.set(name, constTensorOf(node));
    if (VARIABLE_OPS.includes(op)) variables.push(name);
  }
  return { constants, variables };
}

function constTensorOf(node: ProtobufMessage): ConstTensor {
  const value = node.messages(NODE.attribute).find((entry) => entry.string(MAP_ENTRY.key) === 'value');
  const proto =
    value?.message(MAP_ENTRY.value).message(ATTRIBUTE.tensor) ?? new ProtobufMessage(new Uint8Array(), node.source);
  const dimensions = proto.message(TENSOR.shape).messages(SHAPE.dimension);
  return { shape: dimensions.map((dimension) => dimension.integer(DIMENSION.size)), proto };
}

/**
 * The numbers of a Const node of a shape that has been checked: raw content, or single values of which the last one fills what
 * is left, as TensorFlow writes tensors that end in equal numbers; none at all are zeros.
 *
 * @throws FacekitError `graph-invalid`.
 */
export function readTensorProto(name: string, { shape, proto }: ConstTensor, source: string): Tensor<Float32Array> {
  const kind = FLOAT_TYPES.get(proto.integer(TENSOR.type));
  if (!kind)
    throw invalid(source, `${name} as float16, float32 or float64`, `TensorFlow type ${proto.integer(TENSOR.type)}`);
  const size = sizeOf(shape);
  const content = proto.bytes(TENSOR.content).at(-1);
  if (content?.length === size * FLOAT_BYTES[kind.type]) return { shape, data: decodeFloats(content, kind.type) };
  if (content && content.length > 0)
    throw invalid(source, `${name} ${formatShape(shape)} of ${kind.type}`, `${content.length} bytes of it`);
  if (kind.values === undefined) throw invalid(source, `${name} with its content as bytes`, 'single values');
  const values = decodeFloats(Buffer.concat(proto.bytes(kind.values)), kind.type);
  if (values.length > size) throw invalid(source, `${name} ${formatShape(shape)}`, `${values.length} numbers`);
  const data = new Float32Array(size).fill(values.at(-1) ?? 0);
  data.set(values);
  return { shape, data };
}

const invalid = (source: string, expected: string, found: string): FacekitError =>
  new FacekitError('graph-invalid', `Expected ${expected} in ${source} but found ${found}.`);

/** Whether the bytes begin like a GraphDef: a first node with a name and an operation. */
export function looksLikeGraphDef(bytes: Uint8Array, source: string): boolean {
  try {
    const node = firstMessage(bytes, GRAPH.node, source);
    return node !== undefined && /^[\w.][\w.\-/>]*$/.test(node.string(NODE.name)) && /^\w+$/.test(node.string(NODE.op));
  } catch (error) {
    if (error instanceof FacekitError) return false;
    throw error;
  }
}
