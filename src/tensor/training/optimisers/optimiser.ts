import type { Tape } from '../tape/tape.ts';

/** One parameter in the graph of a step; all are names there. */
export interface Update {
  readonly parameter: string;
  readonly gradient: string;
  /** A scalar. */
  readonly rate: string;
  /** What the optimiser remembers of the parameter, by the names of its slots. */
  readonly slots: Readonly<Record<string, string>>;
}

export interface Updated {
  readonly parameter: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** How a parameter follows its gradient. */
export interface Optimiser {
  /** What it remembers of each parameter: names, and the number that all begin with. */
  readonly slots: Readonly<Record<string, number>>;
  /** The rate that enters update number `step`, counted from 1, where it is not the learning rate itself. */
  readonly rateAt?: (learningRate: number, step: number) => number;
  /** Writes one update onto the tape. */
  update(tape: Tape, update: Update): Updated;
}

/** a · x + b · y, with numbers a and b. */
export function mix(tape: Tape, [a, x]: readonly [number, string], [b, y]: readonly [number, string]): string {
  const times = (factor: number, value: string): string =>
    factor === 1 ? value : tape.op('Mul', [value, tape.constant(factor)]);
  return tape.op('Add', [times(a, x), times(b, y)]);
}

/** parameter − rate · change. */
export const descend = (tape: Tape, { parameter, rate }: Pick<Update, 'parameter' | 'rate'>, change: string): string =>
  tape.op('Sub', [parameter, tape.op('Mul', [change, rate])]);

export const square = (tape: Tape, x: string): string => tape.op('Mul', [x, x]);

/** √(x + epsilon). */
export const rootOf = (tape: Tape, x: string, epsilon: number): string =>
  tape.op('Sqrt', [tape.op('Add', [x, tape.constant(epsilon)])]);
