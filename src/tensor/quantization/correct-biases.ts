import type { Tensor } from '../../core/tensor.ts';
import type { OperationOf } from '../network.ts';

type Parameter = Tensor<Float32Array>;

export interface RoundedLayer {
  readonly operation: OperationOf<'conv' | 'depthwise-conv'>;
  /** As they were. */
  readonly weights: Parameter;
  /** As they are now: int8, and a scale for each output. */
  readonly whole: Parameter;
  readonly scales: Parameter;
}

/**
 * Biases that take back what rounding the weights adds to the mean of each output (bias correction, Nagel et al. 2019). An error
 * of a weight times the mean of what it is multiplied with moves all values of its output to one side; layers with few weights
 * an output, as depthwise ones, suffer most.
 *
 * @param means of the channels of the layer's input. Padding is taken for values like the others.
 */
export function correctedBiases(biases: Parameter, layer: RoundedLayer, means: Float64Array): Parameter {
  const { operation, weights, whole, scales } = layer;
  const outputs = scales.data.length;
  const data = Float64Array.from(biases.data);
  // Kernels end with (inputs, filters); depthwise ones with (channels, 1), whose input and output are one.
  const inputOf =
    operation.op === 'conv'
      ? (i: number): number => Math.floor(i / outputs) % means.length
      : (i: number): number => i % outputs;
  weights.data.forEach((weight, i) => {
    const output = i % outputs;
    const error = (whole.data[i] ?? 0) * (scales.data[output] ?? 0) - weight;
    data[output] = (data[output] ?? 0) - error * (means[inputOf(i)] ?? 0);
  });
  return { shape: biases.shape, data: Float32Array.from(data) };
}
