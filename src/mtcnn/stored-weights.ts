import type { Tensor, Weights } from '../core/tensor.ts';
import { PNET_HEADS } from './networks.ts';
import { transposeKernels } from './transpose-kernels.ts';

/** What the P-Net's last layer holds: two logits, then four numbers of the box. */
const HEADS = [
  { layer: 'pnet/conv4-1', from: 0, to: 2 },
  { layer: 'pnet/conv4-2', from: 2, to: 6 },
] as const;

/** Weights as the networks compute with them, in the form of FaceNet's files: kernels transposed, the heads of the P-Net apart. */
export function toStoredWeights(upright: Weights): Weights {
  const apart = new Map<string, Tensor<Float32Array>>();
  for (const [name, tensor] of upright) {
    if (!name.startsWith(`${PNET_HEADS}/`)) apart.set(name, tensor);
    else
      for (const { layer, from, to } of HEADS) apart.set(name.replace(PNET_HEADS, layer), columnsOf(tensor, from, to));
  }
  // The same exchange of axes leads back.
  return transposeKernels(apart);
}

function columnsOf({ shape, data }: Tensor<Float32Array>, from: number, to: number): Tensor<Float32Array> {
  const width = shape.at(-1) ?? 1;
  const isTaken = (_: number, i: number): boolean => i % width >= from && i % width < to;
  return { shape: [...shape.slice(0, -1), to - from], data: data.filter(isTaken) };
}
