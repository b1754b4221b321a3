/**
 * The layers of Inception-ResNet-v1 that have parameters, as FaceNet's `inception_resnet_v1.py` names and sizes them: 132
 * convolutions and the bottleneck. Every importer takes what it expects from here.
 */
export interface FacenetLayer {
  /** TensorFlow's scope, such as `InceptionResnetV1/Repeat/block35_1/Branch_0/Conv2d_1x1`. */
  readonly name: string;
  readonly kind: 'conv' | 'dense';
  /** (height, width); (1, 1) for the dense layer. */
  readonly kernel: readonly [height: number, width: number];
  readonly in: number;
  readonly out: number;
  /** Followed by a batch norm, and without biases of its own. The others have biases and no batch norm. */
  readonly batchNorm: boolean;
  /** What a residual block multiplies this convolution's result with; 1 elsewhere. */
  readonly scale: number;
}

/** Convolutions one after the other: the filters of each by its name, which ends in the kernel size. */
type Convs = Readonly<Record<string, number>>;
type Branches = readonly Convs[];

const ROOT = 'InceptionResnetV1';
const RGB = 3;
const EMBEDDING = 512;

const STEM: Convs = {
  Conv2d_1a_3x3: 32,
  Conv2d_2a_3x3: 32,
  Conv2d_2b_3x3: 64,
  Conv2d_3b_1x1: 80,
  Conv2d_4a_3x3: 192,
  Conv2d_4b_3x3: 256,
};
const BLOCK35: Branches = [
  { Conv2d_1x1: 32 },
  { Conv2d_0a_1x1: 32, Conv2d_0b_3x3: 32 },
  { Conv2d_0a_1x1: 32, Conv2d_0b_3x3: 32, Conv2d_0c_3x3: 32 },
];
const REDUCTION_A: Branches = [{ Conv2d_1a_3x3: 384 }, { Conv2d_0a_1x1: 192, Conv2d_0b_3x3: 192, Conv2d_1a_3x3: 256 }];
const BLOCK17: Branches = [{ Conv2d_1x1: 128 }, { Conv2d_0a_1x1: 128, Conv2d_0b_1x7: 128, Conv2d_0c_7x1: 128 }];
const REDUCTION_B: Branches = [
  { Conv2d_0a_1x1: 256, Conv2d_1a_3x3: 384 },
  { Conv2d_0a_1x1: 256, Conv2d_1a_3x3: 256 },
  { Conv2d_0a_1x1: 256, Conv2d_0b_3x3: 256, Conv2d_1a_3x3: 256 },
];
const BLOCK8: Branches = [{ Conv2d_1x1: 192 }, { Conv2d_0a_1x1: 192, Conv2d_0b_1x3: 192, Conv2d_0c_3x1: 192 }];

/**
 * The 133 layers, in the order of the forward pass.
 *
 * @param width multiplies every number of channels but the three of the image, rounded up: a slim network of the same
 * build, for trials. Default 1, the published network.
 */
export function facenetLayers({ width = 1 }: { width?: number } = {}): readonly FacenetLayer[] {
  const layers = new LayerList(width);
  layers.chain(ROOT, STEM);
  layers.residuals(5, (n) => `Repeat/block35_${n}`, BLOCK35, 0.17);
  layers.reduction('Mixed_6a', REDUCTION_A);
  layers.residuals(10, (n) => `Repeat_1/block17_${n}`, BLOCK17, 0.1);
  layers.reduction('Mixed_7a', REDUCTION_B);
  layers.residuals(5, (n) => `Repeat_2/block8_${n}`, BLOCK8, 0.2);
  layers.residuals(1, () => 'Block8', BLOCK8, 1);
  layers.bottleneck();
  return layers.list;
}

/** Parameters of a layer in the canonical form, weights before biases: name and shape. */
export function canonicalParameters({ name, kind, kernel, in: inputs, out }: FacenetLayer): [string, number[]][] {
  return [
    [`${name}/weights`, kind === 'dense' ? [inputs, out] : [...kernel, inputs, out]],
    [`${name}/biases`, [out]],
  ];
}

/** Writes layers down while it keeps count of the channels that flow into the next one. */
class LayerList {
  readonly list: FacenetLayer[] = [];
  readonly #width: number;
  #channels = RGB;

  constructor(width: number) {
    this.#width = width;
  }

  /** Convolutions one after the other. */
  chain(scope: string, convs: Convs): void {
    for (const [name, filters] of Object.entries(convs)) {
      const out = this.#filters(filters);
      this.#conv({ name: `${scope}/${name}`, in: this.#channels, out });
      this.#channels = out;
    }
  }

  /** Residual blocks: branches side by side, then a 1×1 convolution back up to as many channels as came in. */
  residuals(count: number, scopeOf: (n: number) => string, branches: Branches, scale: number): void {
    for (let n = 1; n <= count; n++) {
      const scope = `${ROOT}/${scopeOf(n)}`;
      const channels = this.#channels;
      const mixed = this.#branches(scope, branches);
      this.#conv({ name: `${scope}/Conv2d_1x1`, in: mixed, out: channels, batchNorm: false, scale });
      this.#channels = channels;
    }
  }

  /** Branches side by side, and a max pool that hands its input channels on. */
  reduction(scope: string, branches: Branches): void {
    const channels = this.#channels;
    this.#channels = channels + this.#branches(`${ROOT}/${scope}`, branches);
  }

  bottleneck(): void {
    const out = this.#filters(EMBEDDING);
    this.#conv({ name: `${ROOT}/Bottleneck`, kind: 'dense', in: this.#channels, out });
  }

  /** @returns the channels of all branches together. */
  #branches(scope: string, branches: Branches): number {
    const channels = this.#channels;
    return branches.reduce((sum, convs, i) => {
      this.#channels = channels;
      this.chain(`${scope}/Branch_${i}`, convs);
      return sum + this.#channels;
    }, 0);
  }

  #filters(published: number): number {
    return Math.ceil(published * this.#width);
  }

  #conv(layer: Pick<FacenetLayer, 'name' | 'in' | 'out'> & Partial<FacenetLayer>): void {
    this.list.push({ kind: 'conv', kernel: kernelOf(layer.name), batchNorm: true, scale: 1, ...layer });
  }
}

function kernelOf(name: string): [number, number] {
  const [, height = 1, width = 1] = /_(\d)x(\d)$/.exec(name) ?? [];
  return [Number(height), Number(width)];
}
