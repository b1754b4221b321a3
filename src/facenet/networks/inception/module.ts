import type { Value } from '../../../tensor/describe.ts';
import type { ResponseNorm } from '../../../tensor/network.ts';

/** A row of the tables of the FaceNet paper: branches beside each other, whose results are put one behind the other. */
export interface InceptionRow {
  readonly name: string;
  /** Filters of the 1×1 branch. Absent: no such branch. */
  readonly direct?: number;
  /** Filters of the 1×1 convolution that comes first, and of the 3×3 one. */
  readonly three: readonly [reduce: number, filters: number];
  /** Those of the 5×5 branch. */
  readonly five?: readonly [reduce: number, filters: number];
  /** 3×3 pooling, and the filters of the 1×1 convolution behind it. Absent: none, the map goes on as it is. */
  readonly pool: { readonly kind: 'max' | 'l2'; readonly project?: number };
  /** 2 halves the map. */
  readonly stride?: 1 | 2;
}

/** An Inception module (Szegedy et al. 2015) with the FaceNet paper's L2 pooling. */
export function inception(x: Value, { name, direct, three, five, pool, stride = 1 }: InceptionRow): Value {
  const reduced = (kernel: 3 | 5, [reduce, filters]: readonly [number, number]): Value => {
    const low = conv(x, `${name}/${kernel}x${kernel}_reduce`, [1, reduce]);
    return conv(low, `${name}/${kernel}x${kernel}`, [kernel, filters], stride);
  };
  const window = { kernel: 3, stride, padding: 'same' } as const;
  const pooled = pool.kind === 'max' ? x.maxPool(window) : x.l2Pool(window);
  const branches = [
    reduced(3, three),
    ...(five ? [reduced(5, five)] : []),
    pool.project === undefined ? pooled : conv(pooled, `${name}/pool`, [1, pool.project]),
  ];
  const [first = x, ...others] = direct === undefined ? branches : [conv(x, `${name}/1x1`, [1, direct]), ...branches];
  return first.concat(...others);
}

/** A convolution with SAME padding, and ReLU. */
export const conv = (x: Value, layer: string, [kernel, filters]: readonly [number, number], stride = 1): Value =>
  x.conv(layer, { kernel, filters, stride, padding: 'same' }).relu();

/** The response normalisation of these networks, as Caffe and Torch have it by default. */
export const RESPONSE_NORM: ResponseNorm = { size: 5, alpha: 1e-4, beta: 0.75, bias: 1 };

/** What a map is halved with between the modules. */
export const HALVING = { kernel: 3, stride: 2, padding: 'same' } as const;
