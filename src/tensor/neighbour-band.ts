/** channels × channels: 1 where two channels are less than half of `size` apart, 0 elsewhere. A product with it sums neighbouring channels. */
export function neighbourBand(channels: number, size: number): Float32Array {
  const reach = Math.floor(size / 2);
  return Float32Array.from({ length: channels ** 2 }, (_, i) =>
    Math.abs((i % channels) - Math.floor(i / channels)) <= reach ? 1 : 0,
  );
}
