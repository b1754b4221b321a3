import { describeNetwork, type Value } from '../../../src/tensor/describe.ts';
import type { Network } from '../../../src/tensor/network.ts';
import type { StoredCase } from './stored-tensors.ts';

const BODIES: Record<string, (x: Value) => Value> = {
  'standardise fixed': (x) => x,
  'standardise per-image': (x) => x,
  'standardise per-image of a plain image': (x) => x,
  'conv 3x3/1 valid': (x) => x.conv('a', { kernel: 3, filters: 5 }),
  'conv 3x3/1 same': (x) => x.conv('a', { kernel: 3, filters: 5, padding: 'same' }),
  'conv 3x3/2 valid': (x) => x.conv('a', { kernel: 3, filters: 5, stride: 2 }),
  'conv 3x3/2 same': (x) => x.conv('a', { kernel: 3, filters: 5, stride: 2, padding: 'same' }),
  'conv 1x7 same without bias': (x) => x.conv('a', { kernel: [1, 7], filters: 4, padding: 'same', bias: false }),
  'depthwise 3x3/2 same': (x) => x.depthwiseConv('a', { kernel: 3, stride: 2, padding: 'same' }),
  'conv, prelu, pool, conv': (x) =>
    x
      .conv('a', { kernel: 3, filters: 10 })
      .prelu('p')
      .maxPool({ kernel: 2, stride: 2, padding: 'same' })
      .conv('b', { kernel: 3, filters: 4 }),
  '10 slopes before max pooling': (x) => slopesBeforePooling(x, 10),
  '28 slopes before max pooling': (x) => slopesBeforePooling(x, 28),
  '32 slopes before max pooling': (x) => slopesBeforePooling(x, 32),
  'fixed standardisation, conv valid': (x) => x.conv('a', { kernel: 3, filters: 4 }),
  'fixed standardisation, conv same': (x) => x.conv('a', { kernel: 3, filters: 4, padding: 'same' }),
  'max-pool 2/2 same': (x) => x.maxPool({ kernel: 2, stride: 2, padding: 'same' }),
  'max-pool 3/2 same': (x) => x.maxPool({ kernel: 3, stride: 2, padding: 'same' }),
  'max-pool 3/2 valid': (x) => x.maxPool({ kernel: 3, stride: 2 }),
  'max-pool 3/1 same': (x) => x.maxPool({ kernel: 3, padding: 'same' }),
  'average-pool 2/2 same': (x) => x.averagePool({ kernel: 2, stride: 2, padding: 'same' }),
  'average-pool 3/2 same': (x) => x.averagePool({ kernel: 3, stride: 2, padding: 'same' }),
  'average-pool 3/2 valid': (x) => x.averagePool({ kernel: 3, stride: 2 }),
  'average-pool 3/1 same': (x) => x.averagePool({ kernel: 3, padding: 'same' }),
  'l2-pool 3/2 same': (x) => x.l2Pool({ kernel: 3, stride: 2, padding: 'same' }),
  'l2-pool 3/1 same': (x) => x.l2Pool({ kernel: 3, padding: 'same' }),
  'l2-pool 3/2 valid': (x) => x.l2Pool({ kernel: 3, stride: 2 }),
  'local-response-norm of five': (x) => x.localResponseNorm({ size: 5, alpha: 0.5, beta: 0.75, bias: 1 }),
  'local-response-norm of three': (x) => x.localResponseNorm({ size: 3, alpha: 0.01, beta: 0.5, bias: 2 }),
  maxout: (x) => x.dense('a', { units: 6 }).maxout(2),
  'global-average-pool': (x) => x.globalAveragePool(),
  'dense over a map': (x) => x.dense('a', { units: 4 }),
  'dense, dense without bias, prelu': (x) =>
    x.dense('a', { units: 4 }).dense('b', { units: 6, bias: false }).prelu('p'),
  'prelu of a map': (x) => x.prelu('p'),
  relu: (x) => x.relu(),
  sigmoid: (x) => x.sigmoid(),
  upsample: (x) => x.upsample(2),
  'conv 7x7/2 centred': (x) => x.conv('a', { kernel: 7, filters: 4, stride: 2, padding: 'centred' }),
  'conv 1x3/2 centred, relu': (x) => x.conv('a', { kernel: [1, 3], filters: 4, stride: 2, padding: 'centred' }).relu(),
  'depthwise 3x3/2 centred': (x) => x.depthwiseConv('a', { kernel: 3, stride: 2, padding: 'centred' }),
  'max-pool 3/2 centred': (x) => x.maxPool({ kernel: 3, stride: 2, padding: 'centred' }),
  'resize to another map': (x) => x.maxPool({ kernel: 3, stride: 2, padding: 'centred' }).resizeTo(x),
  'resize one pixel to another map': (x) => x.maxPool({ kernel: 7, stride: 7 }).resizeTo(x),
  'resize to a smaller map': (x) => x.resizeTo(x.maxPool({ kernel: 3, stride: 2 })),
  'scale and add': (x) => x.scale(0.17).add(x),
  'softmax of two channels': (x) => x.conv('a', { kernel: 1, filters: 2, bias: false }).softmax(),
  'softmax of three channels': (x) => x.softmax(),
  'softmax of features': (x) => x.dense('a', { units: 2, bias: false }).softmax(),
  concat: (x) => x.concat(x.scale(2)),
  'l2-normalise': (x) => x.globalAveragePool().l2Normalise(),
  'l2-normalise of zeros': (x) => x.globalAveragePool().l2Normalise(),
};

const slopesBeforePooling = (x: Value, filters: number): Value =>
  x
    .conv('a', { kernel: [2, 3], filters, padding: 'same' })
    .prelu('p')
    .maxPool({ kernel: 3, stride: 2, padding: 'same' })
    .conv('b', { kernel: 2, filters: 3 });

/** The network of a case of `operations.json`, with one output, `result`, and whether its input is bytes. */
export function describeOperation({ name, input }: StoredCase): { network: Network; pixels: boolean } {
  const body = BODIES[name];
  if (!body) throw new Error(`Expected a description for ${name}`);
  const standardisation = name.includes('per-image') ? 'per-image' : 'fixed';
  const isAlone = name.startsWith('standardise');
  const pixels = isAlone || name.startsWith('fixed');
  const network = describeNetwork(
    name,
    { name: 'images', type: pixels ? 'uint8' : 'float32', shape: ['batch', ...input.shape.slice(1)] },
    (images) => ({
      result: isAlone
        ? images.standardise(standardisation)
        : body(images.standardise(pixels ? standardisation : 'none')),
    }),
  );
  return { network, pixels };
}

/** The largest number that an engine may be away from the expected ones: 1e-5 of the largest of them. */
export const toleranceOf = ({ expected }: StoredCase): number => 1e-5 * Math.max(1, ...expected.data.map(Math.abs));
