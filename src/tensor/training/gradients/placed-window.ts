import type { Window } from '../../shapes.ts';

/** A window on a map of known size: what padding comes to, and how many places it has. */
export interface PlacedWindow {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  /** As ONNX has them: top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly output: readonly [height: number, width: number];
}

/** Lays a window on a map of height × width, as TensorFlow or PyTorch counts. */
export function placeWindow({ kernel, stride, padding }: Window, size: readonly [number, number]): PlacedWindow {
  const place = (length: number, k: number): { output: number; begin: number; end: number } => {
    if (padding === 'valid') return { output: Math.floor((length - k) / stride) + 1, begin: 0, end: 0 };
    const output = Math.ceil(length / stride);
    // What is left at the end of a centred window's last place is not looked at.
    if (padding === 'centred')
      return { output, begin: (k - 1) / 2, end: Math.max((output - 1) * stride + k - length - (k - 1) / 2, 0) };
    const total = Math.max((output - 1) * stride + k - length, 0);
    return { output, begin: Math.floor(total / 2), end: Math.ceil(total / 2) };
  };
  const [y, x] = [place(size[0], kernel[0]), place(size[1], kernel[1])];
  return { kernel, stride, pads: [y.begin, x.begin, y.end, x.end], output: [y.output, x.output] };
}

/** The attributes of ONNX's operations with windows. */
export const windowAttributes = ({ kernel, stride, pads }: PlacedWindow) => ({
  kernel_shape: kernel,
  strides: [stride, stride],
  pads,
});
