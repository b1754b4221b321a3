import type { Random } from '../../../core/random.ts';
import { sizeOf, type Tensor, type Weights } from '../../../core/tensor.ts';
import { parameterShapes } from '../../parameters.ts';
import type { TrainableNetwork } from './trainable.ts';

type Parameter = Tensor<Float32Array>;

/** What a parameter is for, by the end of its name. */
export type ParameterKind = 'weights' | 'biases' | 'alpha' | 'gamma' | 'beta' | 'mean' | 'variance';

export const kindOf = (name: string): ParameterKind => name.slice(name.lastIndexOf('/') + 1) as ParameterKind;
export const layerOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));

/** Moving statistics of a batch norm, which follow the batches and have no gradient. */
export const isStatistic = (name: string): boolean => ['mean', 'variance'].includes(kindOf(name));

/** Every parameter of a network that is trained, by name, with the shape in which it is stored. */
export function trainedShapes({ frozen, forms }: TrainableNetwork): Map<string, readonly number[]> {
  const shapes = [...parameterShapes(frozen)].flatMap(([name, shape]): [string, readonly number[]][] => {
    const form = forms.get(layerOf(name));
    if (!form?.batchNorm || kindOf(name) !== 'biases') return [[name, shape]];
    const kinds = [...(form.batchNorm.gamma ? ['gamma'] : []), 'beta', 'mean', 'variance'];
    return kinds.map((kind) => [`${layerOf(name)}/${kind}`, shape]);
  });
  return new Map(shapes);
}

/**
 * Weights to begin with: Glorot and Bengio's uniform ones, as FaceNet's; biases, beta and mean are 0, gamma and variance 1, slopes of PReLU ¼.
 */
export function initialParameters(network: TrainableNetwork, random: Random): Weights {
  return new Map(
    Array.from(trainedShapes(network), ([name, shape]) => [name, initialParameter(kindOf(name), shape, random)]),
  );
}

const CONSTANT: Readonly<Record<Exclude<ParameterKind, 'weights'>, number>> = {
  biases: 0,
  alpha: 0.25,
  gamma: 1,
  beta: 0,
  mean: 0,
  variance: 1,
};

function initialParameter(kind: ParameterKind, shape: readonly number[], random: Random): Parameter {
  const data = new Float32Array(sizeOf(shape));
  if (kind !== 'weights') return { shape, data: data.fill(CONSTANT[kind]) };
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const taps = sizeOf(shape.slice(0, -2));
  const bound = Math.sqrt(6 / (taps * (inputs + outputs)));
  for (let i = 0; i < data.length; i++) data[i] = (2 * random() - 1) * bound;
  return { shape, data };
}
