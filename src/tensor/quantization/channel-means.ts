import type { Tensor } from '../../core/tensor.ts';

/** The mean of each channel over all values that were added, channels last. */
export class ChannelMeans {
  #sums = new Float64Array();
  #count = 0;

  add({ shape, data }: Tensor<Float32Array>): void {
    const channels = shape.at(-1) ?? 0;
    if (this.#count === 0) this.#sums = new Float64Array(channels);
    const sums = this.#sums;
    for (let i = 0; i < data.length; i += channels)
      for (let c = 0; c < channels; c++) sums[c] = (sums[c] as number) + (data[i + c] as number);
    this.#count += data.length / channels;
  }

  means(): Float64Array {
    return this.#sums.map((sum) => sum / Math.max(this.#count, 1));
  }
}
