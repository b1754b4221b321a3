import type { FacenetLayer } from './facenet-layers.ts';

/** A layer of SRN, and the names of its module and of its batch norm in the authors' state dict. */
export interface SrnLayer extends FacenetLayer {
  readonly module: string;
  /** Of layers with a batch norm. */
  readonly norm?: string;
}

/** Channels of the first convolution of the published network, whose ResNet has 50 layers. */
const PUBLISHED = { width: 64, blocks: [3, 4, 6, 3] };

type Conv = readonly [module: string, kernel: readonly [number, number], inputs: number, filters: number];

/**
 * The layers of SRN that have parameters, as the authors' code names and sizes them. Every importer takes what it expects from here; their canonical names
 * have slashes for dots.
 *
 * @param width channels of the first convolution; everything else is a multiple. A slim network is for trials.
 */
export function srnLayers({
  width: w,
  blocks,
}: { width: number; blocks: readonly number[] } = PUBLISHED): readonly SrnLayer[] {
  const c = 4 * w;
  const square = (side: number): readonly [number, number] => [side, side];
  const plain: Conv[] = [
    ['layer5', square(3), 32 * w, 16 * w],
    ['layer6', square(3), 16 * w, c],
    ...[2, 3, 4, 5].map((i): Conv => [`c${i}_lateral`, square(1), w * 2 ** i, c]),
    ...[2, 3, 4, 5, 6, 7].map((i): Conv => [`p${i}_conv`, square(3), c, c]),
    ...[4, 8, 16, 32, 16, 4].map((n, i): Conv => [`c${i + 2}_conv`, square(1), n * w, c]),
    ...['cls_subnet', 'box_subnet'].flatMap((name) => subnet(name, w)),
    ['cls_subnet_pred', square(1), c, 2],
    ['box_subnet_pred', square(1), c, 8],
  ];
  return [
    withNorm(['conv1', square(7), 3, w], 'bn1'),
    ...blocks.flatMap((count, stage) =>
      residuals(`layer${stage + 1}`, {
        count,
        filters: w * 2 ** stage,
        inputs: stage === 0 ? w : w * 2 ** (stage + 1),
      }),
    ),
    ...plain.map((conv) => layerOf(conv)),
  ];
}

interface Residuals {
  readonly count: number;
  readonly filters: number;
  readonly inputs: number;
}

/** Blocks of 1×1, 3×3 and 1×1 convolutions; the first one also changes the number of channels of what goes past it. */
const residuals = (stage: string, { count, filters, inputs }: Residuals): SrnLayer[] =>
  Array.from({ length: count }, (_, block) => {
    const name = `${stage}.${block}`;
    const before = block === 0 ? inputs : 4 * filters;
    const layers = [
      withNorm([`${name}.conv1`, [1, 1], before, filters], `${name}.bn1`),
      withNorm([`${name}.conv2`, [3, 3], filters, filters], `${name}.bn2`),
      withNorm([`${name}.conv3`, [1, 1], filters, 4 * filters], `${name}.bn3`),
    ];
    if (block === 0)
      layers.push(withNorm([`${name}.downsample.0`, [1, 1], inputs, 4 * filters], `${name}.downsample.1`));
    return layers;
  }).flat();

/** A head without its last convolution: 3×3, four branches of oblong kernels and what mixes them, 3×3. */
function subnet(name: string, width: number): Conv[] {
  const channels = 4 * width;
  const branches = [
    [1, 5],
    [5, 1],
    [1, 3],
    [3, 1],
  ] as const;
  return [
    [`${name}.0`, [3, 3], channels, channels],
    ...branches.flatMap((kernel, i): Conv[] => [
      [`${name}.2.branch${i}.0`, [1, 1], channels, width],
      [`${name}.2.branch${i}.2`, kernel, width, width],
      [`${name}.2.branch${i}.4`, [1, 1], width, width],
    ]),
    [`${name}.2.cated_conv.0`, [1, 1], channels, channels],
    [`${name}.3`, [3, 3], channels, channels],
  ];
}

const layerOf = ([module, kernel, inputs, filters]: Conv): SrnLayer => ({
  ...{ name: module.replaceAll('.', '/'), module, kind: 'conv', kernel },
  ...{ in: inputs, out: filters, batchNorm: false, scale: 1 },
});

const withNorm = (conv: Conv, norm: string): SrnLayer => ({ ...layerOf(conv), batchNorm: true, norm });
