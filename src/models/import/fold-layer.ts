import { FacekitError } from '../../core/errors.ts';
import type { Tensor } from '../../core/tensor.ts';
import { canonicalParameters, type FacenetLayer } from './facenet-layers.ts';

type Parameter = Tensor<Float32Array>;

/** A batch norm as it was trained; FaceNet's own has no gamma. */
export interface BatchNorm {
  readonly gamma?: Parameter;
  readonly beta: Parameter;
  readonly mean: Parameter;
  readonly variance: Parameter;
  /** Default 0.001, as every batch norm in inception_resnet_v1.py has it. */
  readonly epsilon?: number;
}

/** The parameters of a layer before folding: (h, w, in, out) or (in, out), and biases or a batch norm. */
export type TrainedLayer =
  | { readonly weights: Parameter; readonly biases: Parameter }
  | { readonly weights: Parameter; readonly batchNorm: BatchNorm };

const EPSILON = 0.001;

/**
 * The canonical weights and biases of a layer: y = w·x + b with the batch norm and the residual scale folded in, computed in
 * double precision. gamma·(w·x − mean)/√(variance + epsilon) + beta becomes w·s and beta − mean·s, s = gamma/√(variance + epsilon).
 *
 * @throws FacekitError `weights-not-finite` where a number is NaN or infinite, as in a damaged file.
 */
export function foldLayer(layer: FacenetLayer, trained: TrainedLayer, source: string): [string, Parameter][] {
  const { factors, biases } = 'batchNorm' in trained ? foldBatchNorm(trained.batchNorm) : plain(trained.biases);
  const folded = [
    scaleLastAxis(
      trained.weights.data,
      factors.map((factor) => factor * layer.scale),
    ),
    Float32Array.from(biases, (bias) => bias * layer.scale),
  ];
  return canonicalParameters(layer).map(([name, shape], i) => {
    const data = folded[i] ?? new Float32Array();
    if (!allFinite(data)) throw notFinite(name, source);
    return [name, { shape, data }];
  });
}

interface Folding {
  /** One a filter. */
  readonly factors: Float64Array;
  readonly biases: Float64Array;
}

const plain = ({ data }: Parameter): Folding => ({
  factors: new Float64Array(data.length).fill(1),
  biases: Float64Array.from(data),
});

function foldBatchNorm({ gamma, beta, mean, variance, epsilon = EPSILON }: BatchNorm): Folding {
  const factors = Float64Array.from(
    variance.data,
    (value, i) => (gamma ? (gamma.data[i] ?? NaN) : 1) / Math.sqrt(value + epsilon),
  );
  const biases = Float64Array.from(factors, (factor, i) => (beta.data[i] ?? NaN) - (mean.data[i] ?? NaN) * factor);
  return { factors, biases };
}

function scaleLastAxis(data: Float32Array, factors: Float64Array): Float32Array {
  const out = new Float32Array(data.length);
  const width = factors.length;
  for (let row = 0; row < data.length; row += width)
    for (let i = 0; i < width; i++) out[row + i] = (data[row + i] ?? 0) * (factors[i] ?? 0);
  return out;
}

/** x − x is 0 for every number but NaN and the infinities, where it is NaN. */
const allFinite = (data: Float32Array): boolean => data.every((x) => x - x === 0);

const notFinite = (name: string, source: string): FacekitError =>
  new FacekitError(
    'weights-not-finite',
    `Expected finite numbers for ${name} but ${source} gives NaN or infinity: the file is damaged; fetch it again.`,
  );
