/** A size that is known, or the name of one that is known only at run time. */
export type Size = number | string;
/** Channels-last: (batch, height, width, channels), or (batch, features). */
export type Shape = readonly Size[];

/**
 * Padding as TensorFlow has it: `valid` none; `same` gives ceil(size / stride), the odd pixel at the end. As PyTorch's networks have it: `centred`, for
 * odd kernels, (kernel − 1) / 2 on every side, which gives as much but sees other pixels where the stride is above 1 and the size even.
 */
export type Padding = 'valid' | 'same' | 'centred';

/** What slides over a feature map. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly padding: Padding;
}

/** Output length of a window that slides over `input` pixels, as TensorFlow counts it. */
function slide(input: Size, kernel: number, stride: number, padding: Padding): Size {
  if (typeof input === 'string') return `${input}/${String(stride)}${padding === 'valid' ? `-${String(kernel)}` : ''}`;
  return padding === 'valid' ? Math.floor((input - kernel) / stride) + 1 : Math.ceil(input / stride);
}

/** What `centred` puts on each side of a map: (rows, columns). */
export const centredPads = ([height, width]: Window['kernel']): readonly [rows: number, columns: number] => [
  (height - 1) / 2,
  (width - 1) / 2,
];

/** A length times a whole number. */
export const multiple = (size: Size, factor: number): Size =>
  typeof size === 'number' ? size * factor : `${size}*${String(factor)}`;

/** Shape after a convolution or pooling window, with `channels` channels. */
export function windowed(shape: Shape, window: Window, channels: Size): Shape {
  const [batch, height, width] = spatial(shape);
  const { kernel, stride, padding } = window;
  return [batch, slide(height, kernel[0], stride, padding), slide(width, kernel[1], stride, padding), channels];
}

/** The four sizes of a feature map; anything else is a mistake in a description. */
export function spatial(shape: Shape): readonly [Size, Size, Size, Size] {
  const [batch, height, width, channels, ...rest] = shape;
  if (batch === undefined || height === undefined || width === undefined || channels === undefined || rest.length)
    throw new Error(`Expected a (batch, height, width, channels) feature map but received (${shape.join(', ')})`);
  return [batch, height, width, channels];
}

/** Number of channels or features, which a description always knows. */
export function channelsOf(shape: Shape): number {
  const channels = shape.at(-1);
  if (typeof channels !== 'number') throw new Error(`Expected known channels in (${shape.join(', ')})`);
  return channels;
}

/** Number of features of one item of the batch; all sizes but the first must be known. */
export function featuresOf(shape: Shape): number {
  return shape.slice(1).reduce<number>((count, size) => {
    if (typeof size !== 'number') throw new Error(`Expected known sizes in (${shape.join(', ')})`);
    return count * size;
  }, 1);
}
