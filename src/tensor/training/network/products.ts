import { isLayer, type TrainableNode } from './trainable.ts';

/** Maps of so few places or fewer are convolved as one product over all images; where the window is one pixel, only the smallest are. */
const FEW_PLACES = 400;
const FEW_PIXELS = 16;
/** Pixels of fewer channels are not worth being copied one by one. */
const MANY_CHANNELS = 16;

/**
 * Layers whose convolutions are computed as one product of matrices over all images, since their maps are so small that the runtime's own, image by
 * image, are slow. Their weights lie as (filters, height · width · channels) while they are trained.
 */
export function layersByProduct(nodes: readonly TrainableNode[]): ReadonlySet<string> {
  const channels = new Map(nodes.map(({ name, shape }) => [name, Number(shape.at(-1))]));
  const all = new Map<string, boolean>();
  for (const { operation, inputs, shape } of nodes) {
    if (!isLayer(operation) || operation.op !== 'conv') continue;
    const [, height, width] = shape;
    const few = operation.kernel[0] * operation.kernel[1] === 1 ? FEW_PIXELS : FEW_PLACES;
    const isFit = Number(height) * Number(width) <= few && (channels.get(inputs[0] ?? '') ?? 0) >= MANY_CHANNELS;
    all.set(operation.layer, isFit && (all.get(operation.layer) ?? true));
  }
  return new Set([...all].flatMap(([layer, isFit]) => (isFit ? [layer] : [])));
}
