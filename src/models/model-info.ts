import type { Weights } from '../core/tensor.ts';
import type { Standardisation } from '../tensor/network.ts';
import type { EmbedderInfo, KnownDetector } from './known-models.ts';

/** Which model it is: its name, and the SHA-256 of its weights, whatever file they are in. */
export interface ModelIdentity {
  readonly name: string;
  readonly sha256: string;
}

/** What facekit knows of an embedder in the model cache. For models of the user's own there may be no measured accuracy. */
export type StoredModelInfo = NetworkInfo | OnnxInfo;

/** What the file of a model, or the one beside it, says about it, without its weights. */
export interface ModelHeader<Info extends StoredModelInfo | KnownDetector = StoredModelInfo | KnownDetector> {
  readonly info: Info;
  readonly source: ModelSource;
  /** Of the weights, as `hashWeights` has it; of an ONNX model, of its file. */
  readonly sha256: string;
}

/** An embedder whose network facekit describes itself; the file holds its weights. */
export interface NetworkInfo extends Omit<EmbedderInfo, 'lfwAccuracy'>, Partial<Pick<EmbedderInfo, 'lfwAccuracy'>> {
  /** Absent where the weights are floats. */
  readonly quantisation?: Quantisation;
}

/** How an int8 model was made from a float32 one. */
export interface Quantisation {
  /** The model that it was made from, and the SHA-256 of its weights. */
  readonly model: string;
  readonly sha256: string;
  /** How the ranges of the activations were chosen. */
  readonly method: (typeof QUANTISATION_METHODS)[number];
  /** Bits of a weight and of an activation. */
  readonly weightBits: number;
  readonly activationBits: number;
  /** Faces that the ranges were measured on. */
  readonly faces: number;
}

/** `least-squares`: the range with the least mean squared error over the values of the faces. */
export const QUANTISATION_METHODS = ['least-squares'] as const;

/** An embedder of any kind as an ONNX model: what it wants as input must be said. */
export interface OnnxInfo extends Pick<
  EmbedderInfo,
  'name' | 'description' | 'origin' | 'licence' | 'role' | 'inputSize' | 'alignment' | 'dimension' | 'verification'
> {
  readonly architecture: 'onnx';
  readonly standardisation: ModelStandardisation;
  /** Order of the axes of the input. */
  readonly layout: OnnxLayout;
  readonly colour: ColourOrder;
  readonly input: { readonly name: string; readonly type: 'float32' | 'uint8' };
  readonly output: string;
  /** Images in one run: `any`, or the number that the model is fixed to. */
  readonly batch: 'any' | number;
}

/** What pixels go through before a network: one of the usual ways, or a shift and a scale. */
export type ModelStandardisation = Standardisation | LinearStandardisation;

/** Names a standardisation in a line of text. */
export const standardisationText = (way: ModelStandardisation): string =>
  typeof way === 'string' ? way : `(x − ${way.mean}) / ${way.std}`;

/** (x − mean) / std, x in 0–255, the same for the three colours. */
export interface LinearStandardisation {
  readonly mean: number;
  readonly std: number;
}

export const ONNX_LAYOUTS = ['nchw', 'nhwc'] as const;
export type OnnxLayout = (typeof ONNX_LAYOUTS)[number];
export const COLOUR_ORDERS = ['rgb', 'bgr'] as const;
export type ColourOrder = (typeof COLOUR_ORDERS)[number];

/** What a stored model was made from. */
export interface ModelSource {
  /** `npy-folder`, `frozen-graph`, `torch-zip`, …, `onnx`. */
  readonly form: string;
  /** Of the file; of a folder, of what `sha256sum *.npy` prints. */
  readonly sha256: string;
}

/** A model that is read: the weights of a network, or an ONNX model as it came. */
export type LoadedModel = LoadedNetwork | LoadedOnnx;

export interface LoadedNetwork {
  readonly kind: 'network';
  readonly info: NetworkInfo;
  readonly weights: Weights;
  /** Identifies the weights in every file that is made with them. */
  readonly sha256: string;
  /** A phrase about weights that go by the name of a known model but are not the published ones. */
  readonly unpublished?: string;
}

export interface LoadedOnnx {
  readonly kind: 'onnx';
  readonly info: OnnxInfo;
  /** The bytes of the ONNX model. */
  readonly onnx: Uint8Array;
  readonly sha256: string;
  /** As of a `LoadedNetwork`. */
  readonly unpublished?: string;
}
