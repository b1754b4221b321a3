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
  const parts = partsOf(tape, x, { norm, epsilon: options.epsilon, mean, variance });
  const result = tape.derive(y, x.shape, [
    [x, (gradient) => dataGradient(tape, gradient, { ...parts, ...parts.sums(gradient), count })],
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
    [x, (gradient) => tape.op('Mul', [gradient, parts.factor])],
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

/** What the ways back have in common. */
interface Parts {
  readonly channels: number;
  /** 1 / √(variance + epsilon), one number a channel, as it meets x. */
  readonly inverse: string;
  /** The same times gamma. */
  readonly factor: string;
  readonly sums: (gradient: string) => Sums;
}

interface Sums {
  /** x − mean. */
  readonly centred: string;
  /** Σ gradient and Σ gradient · (x − mean), one number a channel. */
  readonly plain: string;
  readonly weighted: string;
}

interface Statistics {
  readonly norm: BatchNormVariables;
  readonly epsilon: number;
  readonly mean: string;
  readonly variance: string;
}

/** x is centred before it is multiplied with a gradient: sums over products with x itself would lose digits. */
function partsOf(tape: Tape, x: Variable, { norm, epsilon, mean, variance }: Statistics): Parts {
  const axes = exceptChannels(x.shape);
  const channels = channelsOf(norm);
  const spread = (name: string): string => tape.reshape(name, perChannel(x.shape, channels));
  const deviation = tape.op('Sqrt', [tape.op('Add', [variance, tape.constant(epsilon)])]);
  const inverse = spread(tape.op('Reciprocal', [deviation]));
  const factor = norm.gamma ? tape.op('Mul', [inverse, spread(norm.gamma.name)]) : inverse;
  const sums = once((gradient: string): Sums => {
    const centred = tape.op('Sub', [x.name, spread(mean)]);
    const weighted = tape.sum(tape.op('Mul', [gradient, centred]), axes, true);
    return { centred, plain: tape.sum(gradient, axes, true), weighted };
  });
  return { channels, inverse, factor, sums };
}

function parameterFlows(tape: Tape, { gamma, beta }: BatchNormVariables, { channels, inverse, sums }: Parts) {
  const flat = (name: string): string => tape.reshape(name, [channels]);
  const scaled = (gradient: string): string => flat(tape.op('Mul', [sums(gradient).weighted, inverse]));
  return [
    [beta, (gradient: string) => flat(sums(gradient).plain)] as const,
    ...(gamma ? [[gamma, scaled] as const] : []),
  ];
}

/**
 * factor · (g − Σg / n − (x − mean) · inverse² · Σ g·(x − mean) / n): one pass over the gradient, one over x − mean, and their sum. A batch norm
 * with a mean of 0 and a variance of 1 is the runtime's fastest way to multiply channels and add to them.
 */
function dataGradient(tape: Tape, gradient: string, parts: Parts & Sums & { readonly count: number }): string {
  const { channels, inverse, factor, centred, plain, weighted, count } = parts;
  const shares = tape.op('Mul', [factor, tape.constant(-1 / count)]);
  const slope = tape.op('Mul', [tape.op('Mul', [inverse, inverse]), tape.op('Mul', [weighted, shares])]);
  const level = tape.op('Mul', [plain, shares]);
  const [scales, offsets] = [slope, level].map((name) => tape.reshape(name, [channels]));
  const inputs = [centred, scales ?? '', offsets ?? '', filled(tape, channels, 0), filled(tape, channels, 1)];
  const rest = tape.op('BatchNormalization', inputs, { epsilon: { float: 0 } });
  return tape.op('Add', [tape.op('Mul', [gradient, factor]), rest]);
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
