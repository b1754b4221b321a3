import type { Tensor, Weights } from '../../../core/tensor.ts';
import { parameterShapes, readParameter } from '../../parameters.ts';
import type { LayerForm, TrainableNetwork } from './trainable.ts';
import { kindOf, layerOf } from './trained-parameters.ts';

type Parameter = Tensor<Float32Array>;

/**
 * The weights of the network that inference executes: batch norms, with their moving mean and variance, and factors are folded into the
 * weights and biases of their layers, in double precision.
 *
 * @throws FacekitError `weights-missing`, `weights-shape` when the parameters are not those of this network.
 */
export function freezeParameters(
  { frozen, forms }: Pick<TrainableNetwork, 'frozen' | 'forms'>,
  parameters: Weights,
): Weights {
  return new Map(
    Array.from(parameterShapes(frozen), ([name, shape]) => {
      const form = forms.get(layerOf(name)) ?? {};
      const fold = foldOf(layerOf(name), form, { parameters, outputs: outputsOf(frozen, name, shape) });
      const kind = kindOf(name);
      if (kind === 'weights') return [name, timesOutputs(readParameter(parameters, name, shape), fold.factors)];
      if (kind !== 'biases') return [name, readParameter(parameters, name, shape)];
      const biases = form.batchNorm ? fold.offsets : readParameter(parameters, name, shape).data;
      return [name, { shape, data: Float32Array.from(biases, (b) => b * (form.factor ?? 1)) }];
    }),
  );
}

/** Filters, channels or units of the layer that a parameter belongs to. */
function outputsOf(frozen: TrainableNetwork['frozen'], name: string, shape: readonly number[]): number {
  const isDepthwise = frozen.nodes.some(
    ({ operation }) => operation.op === 'depthwise-conv' && operation.layer === layerOf(name),
  );
  return (isDepthwise && kindOf(name) === 'weights' ? shape[2] : shape.at(-1)) ?? 1;
}

interface Fold {
  /** What weights are multiplied with, one an output. */
  readonly factors: Float64Array;
  /** What is added, before the layer's own factor. */
  readonly offsets: Float64Array;
}

function foldOf(
  layer: string,
  { batchNorm, factor = 1 }: LayerForm,
  { parameters, outputs }: { parameters: Weights; outputs: number },
): Fold {
  if (!batchNorm) return { factors: new Float64Array(outputs).fill(factor), offsets: new Float64Array(outputs) };
  const read = (kind: string): Float32Array => readParameter(parameters, `${layer}/${kind}`, [outputs]).data;
  const [beta, mean, variance] = [read('beta'), read('mean'), read('variance')];
  const gamma = batchNorm.gamma ? read('gamma') : undefined;
  const scales = Float64Array.from(variance, (v, i) => (gamma?.[i] ?? 1) / Math.sqrt(v + batchNorm.epsilon));
  return {
    factors: scales.map((scale) => scale * factor),
    offsets: scales.map((scale, i) => (beta[i] ?? NaN) - (mean[i] ?? NaN) * scale),
  };
}

/** Outputs are the fastest axis: of depthwise weights (height, width, channels, 1) as well. */
const timesOutputs = ({ shape, data }: Parameter, factors: Float64Array): Parameter => ({
  shape,
  data: data.map((weight, i) => weight * (factors[i % factors.length] ?? 1)),
});
