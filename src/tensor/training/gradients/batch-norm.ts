import { exceptChannels, known, perChannel } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

export interface BatchNormVariables {
  /** Absent where it is 1, as in FaceNet. */
  readonly gamma?: Variable | undefined;
  readonly beta: Variable;
  /** The moving ones. */
  readonly mean: string;
  readonly variance: string;
}

export interface BatchNormOptions {
  readonly epsilon: number;
  /** What remains of the moving mean and variance in a step: the name of a scalar. */
  readonly decay: string;
}

export interface Normalised {
  readonly result: Variable;
  /** The moving mean and variance after this step. */
  readonly mean: string;
  readonly variance: string;
}

/**
 * gamma · (x − mean) / √(variance + epsilon) + beta with mean and variance of the batch. The moving variance takes the unbiased one of the
 * batch, as TensorFlow's fused operation and PyTorch do.
 */
export function batchNorm(tape: Tape, x: Variable, norm: BatchNormVariables, options: BatchNormOptions): Normalised {
  const count = countOf(x);
  // The runtime writes the statistics of the batch over those that it is given, so it gets others; with a momentum of 0 they do not count.
  const others = { mean: tape.op('Neg', [norm.mean]), variance: tape.op('Neg', [norm.variance]) };
  const inputs = [x.name, ...normInputs(tape, { ...norm, ...others })];
  const y = tape.write('BatchNormalization', (graph, result) => {
    const attributes = { epsilon: { float: options.epsilon }, momentum: { float: 0 }, training_mode: 1 };
    graph.add('BatchNormalization', inputs, [result, `${result}/mean`, `${result}/variance`], attributes);
  });
  const [mean, variance] = [`${y}/mean`, `${y}/variance`];
  const parts = partsOf(tape, x, {
    norm,
    epsilon: options.epsilon,
    mean,
    variance,
    result: norm.gamma ? undefined : y,
  });
  const result = tape.derive(y, x.shape, [
    [
      x,
      (gradient) =>
        dataGradient(tape, gradient, { ...parts, ...parts.sums(gradient), count, channels: channelsOf(norm) }),
    ],
    ...parameterFlows(tape, norm, parts),
  ]);
  const unbiased = tape.op('Mul', [variance, tape.constant(count / Math.max(1, count - 1))]);
  const moved = (moving: string, now: string): string => move(tape, moving, now, options.decay);
  return { result, mean: moved(norm.mean, mean), variance: moved(norm.variance, unbiased) };
}

/** The same with the moving mean and variance, which stay as they are. */
export function frozenBatchNorm(tape: Tape, x: Variable, norm: BatchNormVariables, epsilon: number): Variable {
  const inputs = [x.name, ...normInputs(tape, norm)];
  const y = tape.op('BatchNormalization', inputs, { epsilon: { float: epsilon } });
  const parts = partsOf(tape, x, { norm, epsilon, mean: norm.mean, variance: norm.variance });
  return tape.derive(y, x.shape, [
    [x, (gradient) => tape.op('Mul', [gradient, parts.spread(parts.factor)])],
    ...parameterFlows(tape, norm, parts),
  ]);
}

/** How many numbers of a channel there are. */
const countOf = (x: Variable): number =>
  exceptChannels(x.shape).reduce((product, axis) => product * (known(x.shape)[axis] ?? 1), 1);

const channelsOf = ({ beta }: BatchNormVariables): number => known(beta.shape)[0] ?? 1;

/** Behind x: scale, offset, mean and variance. */
const normInputs = (tape: Tape, norm: BatchNormVariables): string[] => [
  norm.gamma?.name ?? filled(tape, channelsOf(norm), 1),
  norm.beta.name,
  norm.mean,
  norm.variance,
];

const filled = (tape: Tape, channels: number, value: number): string =>
  tape.floats([channels], new Float32Array(channels).fill(value));

/** What the ways back have in common: names of vectors with one number a channel. */
interface Parts {
  /** 1 / √(variance + epsilon). */
  readonly inverse: string;
  /** The same times gamma. */
  readonly factor: string;
  /** As it meets x. */
  readonly spread: (vector: string) => string;
  readonly sums: (gradient: string) => Sums;
}

interface Sums {
  /** (x − mean) / √(variance + epsilon) + offset, or x − mean. */
  readonly map: string;
  readonly offset: string | undefined;
  /** Σ gradient and Σ gradient · (map − offset), one number a channel. */
  readonly plain: string;
  readonly weighted: string;
}

interface Statistics {
  readonly norm: BatchNormVariables;
  readonly epsilon: number;
  readonly mean: string;
  readonly variance: string;
  /** What the batch norm made of x, where it has no gamma: what its gradients need of x is in it. */
  readonly result?: string | undefined;
}

/** What is multiplied with a gradient is x − mean, or what became of it: sums over products with x itself would lose digits. */
function partsOf(tape: Tape, x: Variable, { norm, epsilon, mean, variance, result }: Statistics): Parts {
  const axes = exceptChannels(x.shape);
  const channels = channelsOf(norm);
  const spread = (vector: string): string =>
    x.shape.length === 4 ? tape.reshape(vector, perChannel(x.shape, channels)) : vector;
  const inverse = tape.op('Reciprocal', [tape.op('Sqrt', [tape.op('Add', [variance, tape.constant(epsilon)])])]);
  const factor = norm.gamma ? tape.op('Mul', [inverse, norm.gamma.name]) : inverse;
  const sums = once((gradient: string): Sums => {
    const map = result ?? tape.op('Sub', [x.name, spread(mean)]);
    const plain = tape.sum(gradient, axes);
    const product = tape.sum(tape.op('Mul', [gradient, map]), axes);
    const offset = result === undefined ? undefined : norm.beta.name;
    const weighted = offset === undefined ? product : tape.op('Sub', [product, tape.op('Mul', [offset, plain])]);
    return { map, offset, plain, weighted };
  });
  return { inverse, factor, spread, sums };
}

function parameterFlows(tape: Tape, { gamma, beta }: BatchNormVariables, { inverse, sums }: Parts) {
  return [
    [beta, (gradient: string) => sums(gradient).plain] as const,
    ...(gamma ? [[gamma, (gradient: string) => tape.op('Mul', [sums(gradient).weighted, inverse])] as const] : []),
  ];
}

/**
 * factor · (g − Σg / n − (x − mean) · inverse² · Σ g·(x − mean) / n): one pass over the gradient, one over the map, and their sum. A batch norm
 * with a mean of 0 and a variance of 1 is the runtime's fastest way to multiply channels and add to them.
 */
function dataGradient(
  tape: Tape,
  gradient: string,
  parts: Parts & Sums & { readonly count: number; readonly channels: number },
): string {
  const { channels, inverse, factor, spread, map, offset, plain, weighted, count } = parts;
  const shares = tape.op('Mul', [factor, tape.constant(-1 / count)]);
  const scaled = offset === undefined ? tape.op('Mul', [tape.op('Mul', [inverse, inverse]), weighted]) : weighted;
  const rest = offset === undefined ? plain : tape.op('Sub', [plain, tape.op('Mul', [offset, weighted])]);
  const [scales = '', offsets = ''] = [scaled, rest].map((each) => tape.op('Mul', [each, shares]));
  const inputs = [map, scales, offsets, filled(tape, channels, 0), filled(tape, channels, 1)];
  const others = tape.op('BatchNormalization', inputs, { epsilon: { float: 0 } });
  return tape.op('Add', [tape.op('Mul', [gradient, spread(factor)]), others]);
}

/** now + decay · (moving − now). */
export function move(tape: Tape, moving: string, now: string, decay: string): string {
  return tape.op('Add', [now, tape.op('Mul', [tape.op('Sub', [moving, now]), decay])]);
}

/** Computes it when it is first asked for; the gradient of a result is one and the same. */
function once<T>(compute: (gradient: string) => T): (gradient: string) => T {
  let made: { readonly value: T } | undefined;
  return (gradient) => (made ??= { value: compute(gradient) }).value;
}
