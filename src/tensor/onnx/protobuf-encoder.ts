import { encodeFields as encode, type Chunks, type Field } from '../../core/encoding/protobuf.ts';
import type { Attribute, OnnxData, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from '../onnx-graph.ts';

/** Large tensors stay outside of the message: name → bytes, handed to the runtime beside it. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly externalData: ReadonlyMap<string, Uint8Array>;
}

const ELEMENT_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;
const EXTERNAL = 1;
const IR_VERSION = 8;
const OPSET = 17;
/** Tensors above this many bytes are passed beside the message, without a copy. */
const EXTERNAL_FROM_BYTES = 16_384;

/**
 * Writes the few ONNX messages that a lowered network needs, in the protobuf wire format. Field numbers are those of
 * onnx.proto (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto, ValueInfoProto).
 */
export function encodeModel(graph: OnnxGraph): OnnxModel {
  const externalData = new Map<string, Uint8Array>();
  const message = encode([
    [1, IR_VERSION],
    [2, 'facekit'],
    [7, encodeGraph(graph, externalData)],
    [8, encode([[2, OPSET]])],
  ]);
  return { bytes: Buffer.concat(message), externalData };
}

function encodeGraph(graph: OnnxGraph, externalData: Map<string, Uint8Array>): Chunks {
  return encode([
    ...graph.nodes.map((node): Field => [1, encodeNode(node)]),
    [2, graph.name],
    ...graph.initializers.map((tensor): Field => [5, encodeTensor(tensor, externalData)]),
    ...graph.inputs.map((input): Field => [11, encodeValue(input)]),
    ...graph.outputs.map((output): Field => [12, encodeValue(output)]),
  ]);
}

function encodeNode({ type, inputs, outputs, attributes = {} }: OnnxNode): Chunks {
  return encode([
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [3, outputs[0] ?? type],
    [4, type],
    ...Object.entries(attributes).map(([name, value]): Field => [5, encodeAttribute(name, value)]),
  ]);
}

function encodeAttribute(name: string, value: Attribute): Chunks {
  if (typeof value === 'number')
    return encode([
      [1, name],
      [3, value],
      [20, ATTRIBUTE_TYPE.int],
    ]);
  if (typeof value === 'string')
    return encode([
      [1, name],
      [4, value],
      [20, ATTRIBUTE_TYPE.string],
    ]);
  if ('float' in value)
    return encode([
      [1, name],
      [2, value],
      [20, ATTRIBUTE_TYPE.float],
    ]);
  return encode([[1, name], ...value.map((n): Field => [8, n]), [20, ATTRIBUTE_TYPE.ints]]);
}

function encodeTensor({ name, shape, data }: OnnxTensor, externalData: Map<string, Uint8Array>): Chunks {
  const header: Field[] = [...shape.map((n): Field => [1, n]), [2, elementType(data)], [8, name]];
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (raw.length < EXTERNAL_FROM_BYTES) return encode([...header, [9, [raw]]]);
  externalData.set(name, raw);
  const entries: [string, string][] = [
    ['location', name],
    ['offset', '0'],
    ['length', String(raw.length)],
  ];
  return encode([
    ...header,
    ...entries.map(([key, value]): Field => [
      13,
      encode([
        [1, key],
        [2, value],
      ]),
    ]),
    [14, EXTERNAL],
  ]);
}

function elementType(data: OnnxData): number {
  if (data instanceof Float32Array) return ELEMENT_TYPE.float32;
  if (data instanceof Uint8Array) return ELEMENT_TYPE.uint8;
  if (data instanceof Int8Array) return ELEMENT_TYPE.int8;
  return data instanceof Int32Array ? ELEMENT_TYPE.int32 : ELEMENT_TYPE.int64;
}

function encodeValue({ name, type, shape }: OnnxValue): Chunks {
  const dimensions = shape.map((size): Field => [1, encode([typeof size === 'number' ? [1, size] : [2, size]])]);
  const tensorType = encode([
    [1, ELEMENT_TYPE[type]],
    [2, encode(dimensions)],
  ]);
  return encode([
    [1, name],
    [2, encode([[1, tensorType]])],
  ]);
}
