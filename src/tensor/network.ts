import type { Shape, Window } from './shapes.ts';

/**
 * The network description: what is computed, in plain data, free of weights and of any runtime.
 *
 * Tensors are thought of channels-last, (batch, height, width, channels), as the FaceNet scripts have them; a runtime may
 * store them otherwise. Parameters are named `<layer>/weights`, `<layer>/biases`, `<layer>/alpha`; convolution weights are
 * (kernel height, kernel width, input channels, filters), depthwise ones (kernel height, kernel width, channels, 1),
 * dense ones (inputs, outputs) over (height, width, channels) flattened.
 *
 * Where there is a parameter `<layer>/scales`, one number a filter, channel or unit, the weights are integers from −127 to
 * 127 that stand for themselves times the scale. `quantise` rounds a value to one of 256 steps: `<layer>/range` is the pair
 * (scale s, zero point z), and x becomes s · (min(255, max(0, round(x / s) + z)) − z). A layer whose input is so rounded and
 * whose weights have scales can be computed in integers.
 */
export interface Network {
  readonly name: string;
  readonly input: InputSpec;
  /** In an order in which they can be computed. */
  readonly nodes: readonly Node[];
  /** Output name → node name. Outputs are float32, channels-last. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The one input of a network: a batch of RGB images, (batch, height, width, 3), values 0–255. */
export interface InputSpec {
  readonly name: string;
  readonly type: 'uint8' | 'float32';
  readonly shape: Shape;
}

/**
 * How 0–255 becomes what the network was trained on. `fixed`: (x − 127.5) / 128. `per-image`: (x − mean) / max(std, 1/√N)
 * over the N numbers of one image, population std (FaceNet's `prewhiten`). `none`: as it is.
 */
export type Standardisation = 'fixed' | 'per-image' | 'none';

/** x / (bias + alpha / size · Σ x²)^beta, over `size` channels around each (Krizhevsky et al. 2012; Caffe's and Torch's alpha). */
export interface ResponseNorm {
  /** Odd. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
}

/** What one node computes. */
export type Operation =
  | { readonly op: 'standardise'; readonly standardisation: Standardisation }
  | (Window & {
      readonly op: 'conv';
      readonly layer: string;
      readonly filters: number;
      readonly bias: boolean;
    })
  | (Window & { readonly op: 'depthwise-conv'; readonly layer: string; readonly bias: boolean })
  | (Window & { readonly op: 'max-pool' })
  | (Window & { readonly op: 'average-pool' })
  /** The root of the sum of squares over each window; padding is 0. */
  | (Window & { readonly op: 'l2-pool' })
  | { readonly op: 'global-average-pool' }
  | ({ readonly op: 'local-response-norm' } & ResponseNorm)
  | { readonly op: 'dense'; readonly layer: string; readonly units: number; readonly bias: boolean }
  | { readonly op: 'relu' }
  /** The largest of every `pieces` neighbouring features. */
  | { readonly op: 'maxout'; readonly pieces: number }
  | { readonly op: 'sigmoid' }
  | { readonly op: 'prelu'; readonly layer: string }
  | { readonly op: 'softmax' }
  | { readonly op: 'add' }
  | { readonly op: 'concat' }
  | { readonly op: 'scale'; readonly factor: number }
  | { readonly op: 'l2-normalise'; readonly epsilon: number }
  | { readonly op: 'quantise'; readonly layer: string }
  /** Each pixel becomes factor × factor equal ones. */
  | { readonly op: 'upsample'; readonly factor: number }
  /** The first input in the height and width of the second: bilinear, the outermost pixels of both on each other. */
  | { readonly op: 'resize-to' };

export interface Node {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Shape of the result, channels-last; words are sizes known only at run time. */
  readonly shape: Shape;
  readonly operation: Operation;
}

/** The operation `kind` with its parameters. */
export type OperationOf<Kind extends Operation['op']> = Extract<Operation, { op: Kind }>;
