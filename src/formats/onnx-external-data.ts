import { FacekitError } from '../core/errors.ts';
import { ProtobufMessage } from './protobuf.ts';

/** Field numbers of onnx.proto: where tensors are, and where more messages with tensors. */
const MODEL = { graph: 7, trainingInfo: 20, functions: 25 } as const;
const TRAINING = [1, 2] as const;
const FUNCTION = { nodes: 7, attributes: 11 } as const;
const GRAPH = { nodes: 1, initializers: 5, sparseInitializers: 15 } as const;
const NODE = { attributes: 5 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 } as const;
const SPARSE = { values: 1, indices: 2 } as const;
const TENSOR = { externalData: 13, dataLocation: 14 } as const;
const EXTERNAL = 1;
/** Graphs within graphs: no model has more, and what nests without end is none. */
const DEEPEST = 32;

/**
 * Whether any tensor of an ONNX model lies in another file: of its graph, of constants and graphs in the attributes of nodes, of functions and of
 * training. The runtime would look for it in the working folder, so that results depended on what is there.
 *
 * @throws FacekitError `onnx-invalid`, `protobuf-invalid`, `file-truncated`
 */
export function hasExternalData(bytes: Uint8Array, source: string): boolean {
  const model = new ProtobufMessage(bytes, source);
  const graphs = [
    ...model.messages(MODEL.graph),
    ...model.messages(MODEL.trainingInfo).flatMap((info) => TRAINING.flatMap((field) => info.messages(field))),
  ];
  return (
    graphs.some((graph) => graphHas(graph, 0)) ||
    model
      .messages(MODEL.functions)
      .some(
        (each) =>
          each.messages(FUNCTION.nodes).some((node) => nodeHas(node, 0)) ||
          each.messages(FUNCTION.attributes).some((attribute) => attributeHas(attribute, 0)),
      )
  );
}

function graphHas(graph: ProtobufMessage, depth: number): boolean {
  if (depth > DEEPEST)
    throw new FacekitError(
      'onnx-invalid',
      `Expected an ONNX model in ${graph.source} but found graphs nested deeper than ${DEEPEST}.`,
    );
  return (
    graph.messages(GRAPH.initializers).some(isExternal) ||
    graph.messages(GRAPH.sparseInitializers).some(sparseHas) ||
    graph.messages(GRAPH.nodes).some((node) => nodeHas(node, depth))
  );
}

const nodeHas = (node: ProtobufMessage, depth: number): boolean =>
  node.messages(NODE.attributes).some((attribute) => attributeHas(attribute, depth));

const attributeHas = (attribute: ProtobufMessage, depth: number): boolean =>
  [ATTRIBUTE.tensor, ATTRIBUTE.tensors].some((field) => attribute.messages(field).some(isExternal)) ||
  [ATTRIBUTE.sparseTensor, ATTRIBUTE.sparseTensors].some((field) => attribute.messages(field).some(sparseHas)) ||
  [ATTRIBUTE.graph, ATTRIBUTE.graphs].some((field) =>
    attribute.messages(field).some((graph) => graphHas(graph, depth + 1)),
  );

const sparseHas = (sparse: ProtobufMessage): boolean =>
  [SPARSE.values, SPARSE.indices].some((field) => sparse.messages(field).some(isExternal));

const isExternal = (tensor: ProtobufMessage): boolean =>
  tensor.integer(TENSOR.dataLocation) === EXTERNAL || tensor.has(TENSOR.externalData);
