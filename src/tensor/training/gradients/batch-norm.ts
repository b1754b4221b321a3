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
 * batch, as TensorFlow's fused operation and PyTorch do. The centred values are kept: sums over products with x itself would lose digits.
 */
export function batchNorm(tape: Tape, x: Variable, norm: BatchNormVariables, options: BatchNormOptions): Normalised {
  const axes = exceptChannels(x.shape);
  const count = axes.reduce((product, axis) => product * (known(x.shape)[axis] ?? 1), 1);
  const mean = tape.op('ReduceMean', [x.name], { axes, keepdims: 1 });
  const centred = tape.op('Sub', [x.name, mean]);
  const squares = tape.op('ReduceSumSquare', [centred], { axes, keepdims: 1 });
  const variance = tape.op('Mul', [squares, tape.constant(1 / count)]);
  const deviation = tape.op('Sqrt', [tape.op('Add', [variance, tape.constant(options.epsilon)])]);
  const channels = shapeOfChannels(norm);
  const spread = (name: string): string => tape.reshape(name, perChannel(x.shape, channels));
  const inverse = tape.op('Reciprocal', [deviation]);
  const factor = norm.gamma ? tape.op('Mul', [inverse, spread(norm.gamma.name)]) : inverse;
  const y = tape.op('Add', [tape.op('Mul', [centred, factor]), spread(norm.beta.name)]);
  const sums = once((gradient: string) => sumsOf(tape, gradient, { centred, axes }));
  const result = tape.derive(y, x.shape, [
    [x, (gradient) => dataGradient(tape, gradient, { ...sums(gradient), centred, inverse, factor, count })],
    ...parameterFlows(tape, norm, { channels, inverse, sums }),
  ]);
  const moved = (moving: string, now: string): string =>
    move(tape, moving, tape.reshape(now, [channels]), options.decay);
  const unbiased = tape.op('Mul', [squares, tape.constant(1 / Math.max(1, count - 1))]);
  return { result, mean: moved(norm.mean, mean), variance: moved(norm.variance, unbiased) };
}

/** The same with the moving mean and variance, which stay as they are. */
export function frozenBatchNorm(tape: Tape, x: Variable, norm: BatchNormVariables, epsilon: number): Variable {
  const axes = exceptChannels(x.shape);
  const channels = shapeOfChannels(norm);
  const spread = (name: string): string => tape.reshape(name, perChannel(x.shape, channels));
  const variance = tape.op('Add', [spread(norm.variance), tape.constant(epsilon)]);
  const inverse = tape.op('Reciprocal', [tape.op('Sqrt', [variance])]);
  const factor = norm.gamma ? tape.op('Mul', [inverse, spread(norm.gamma.name)]) : inverse;
  const centred = tape.op('Sub', [x.name, spread(norm.mean)]);
  const y = tape.op('Add', [tape.op('Mul', [centred, factor]), spread(norm.beta.name)]);
  const sums = once((gradient: string) => sumsOf(tape, gradient, { centred, axes }));
  return tape.derive(y, x.shape, [
    [x, (gradient) => tape.op('Mul', [gradient, factor])],
    ...parameterFlows(tape, norm, { channels, inverse, sums }),
  ]);
}

const shapeOfChannels = ({ beta }: BatchNormVariables): number => known(beta.shape)[0] ?? 1;

/** Σ gradient and Σ gradient · (x − mean), one number a channel. */
interface Sums {
  readonly plain: string;
  readonly weighted: string;
}

function sumsOf(tape: Tape, gradient: string, { centred, axes }: { centred: string; axes: readonly number[] }): Sums {
  return {
    plain: tape.sum(gradient, axes, true),
    weighted: tape.sum(tape.op('Mul', [gradient, centred]), axes, true),
  };
}

interface FlowParts {
  readonly channels: number;
  readonly inverse: string;
  readonly sums: (gradient: string) => Sums;
}

function parameterFlows(tape: Tape, { gamma, beta }: BatchNormVariables, { channels, inverse, sums }: FlowParts) {
  const flat = (name: string): string => tape.reshape(name, [channels]);
  const scaled = (gradient: string): string => flat(tape.op('Mul', [sums(gradient).weighted, inverse]));
  return [
    [beta, (gradient: string) => flat(sums(gradient).plain)] as const,
    ...(gamma ? [[gamma, scaled] as const] : []),
  ];
}

interface DataParts extends Sums {
  readonly centred: string;
  readonly inverse: string;
  readonly factor: string;
  readonly count: number;
}

/** factor · (g − Σg / n − (x − mean) · inverse² · Σ g·(x − mean) / n). */
function dataGradient(tape: Tape, gradient: string, parts: DataParts): string {
  const { plain, weighted, centred, inverse, factor, count } = parts;
  const share = tape.constant(1 / count);
  const slope = tape.op('Mul', [tape.op('Mul', [inverse, inverse]), tape.op('Mul', [weighted, share])]);
  const level = tape.op('Sub', [gradient, tape.op('Mul', [plain, share])]);
  return tape.op('Mul', [tape.op('Sub', [level, tape.op('Mul', [centred, slope])]), factor]);
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
