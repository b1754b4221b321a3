import type { Tensor } from '../../core/tensor.ts';
import type { OperationOf } from '../network.ts';
import { readParameter } from '../parameters.ts';

/** Parameters that are being rewritten. */
export type Parameters = Map<string, Tensor<Float32Array>>;

/** A channel made of an earlier one, times a factor. */
export interface Source {
  readonly channel: number;
  readonly factor: number;
}

const UNUSED: Source = { channel: 0, factor: 0 };

/** As many sources as `length`: channels of zeros behind those given. */
export const filled = (sources: readonly Source[], length: number): Source[] =>
  Array.from({ length }, (_, i) => sources[i] ?? UNUSED);

/** Makes the filters of a convolution out of its old ones. Of what it reads there may be more by now than its description says. */
export function takeFilters(
  weights: Parameters,
  { layer, kernel, filters, bias }: OperationOf<'conv'>,
  sources: readonly Source[],
): void {
  const take = (name: string, shape: readonly number[]): void => {
    const { data } = readParameter(weights, name, [...shape, filters]);
    const rows = data.length / filters;
    const taken = new Float32Array(rows * sources.length);
    sources.forEach(({ channel, factor }, filter) => {
      for (let row = 0; row < rows; row++) {
        taken[row * sources.length + filter] = factor * (data[row * filters + channel] ?? 0);
      }
    });
    weights.set(name, { shape: [...shape, sources.length], data: taken });
  };
  take(`${layer}/weights`, [...kernel, weights.get(`${layer}/weights`)?.shape[2] ?? 0]);
  if (bias) take(`${layer}/biases`, []);
}

/** Makes what a convolution does with its inputs out of what it did with the `before` old ones. */
export function takeInputs(
  weights: Parameters,
  { layer, kernel, filters }: OperationOf<'conv'>,
  before: number,
  sources: readonly Source[],
): void {
  const name = `${layer}/weights`;
  const { data } = readParameter(weights, name, [...kernel, before, filters]);
  const places = kernel[0] * kernel[1];
  const taken = new Float32Array(places * sources.length * filters);
  for (let place = 0, to = 0; place < places; place++) {
    for (const { channel, factor } of sources) {
      const from = (place * before + channel) * filters;
      for (let filter = 0; filter < filters; filter++) taken[to++] = factor * (data[from + filter] ?? 0);
    }
  }
  weights.set(name, { shape: [...kernel, sources.length, filters], data: taken });
}
