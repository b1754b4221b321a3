/** Element types that cross the engine's door. Pixels travel as uint8, everything else as float32. */
export type TensorData = Float32Array | Uint8Array;

/** A dense tensor, row-major: the last axis is contiguous. */
export interface Tensor<Data extends TensorData = TensorData> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** Named parameters of a network, as a weight file holds them. */
export type Weights = ReadonlyMap<string, Tensor<Float32Array>>;

/** Number of elements of a shape: none where a side is 0, however long the others are. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((size, n) => size * n, 1);
