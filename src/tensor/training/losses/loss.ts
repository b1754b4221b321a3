import type { Tape, Variable } from '../tape/tape.ts';

/** What a step minimises, and what it tells of it. */
export interface Loss {
  /** The scalar whose gradients are taken. */
  readonly total: Variable;
  /** Values of the step that are wanted outside, by name. */
  readonly outputs?: Readonly<Record<string, Variable>>;
  /** What it remembers from step to step, by the names of its inputs: zeros at first. `next` is a name in the graph. */
  readonly states?: Readonly<Record<string, LossState>>;
}

export interface LossState {
  readonly shape: readonly number[];
  readonly next: string;
}

/** Writes a loss behind a network: `outputs` are those of its description, feature maps as planes. Inputs of its own are `tape.input`. */
export type WriteLoss = (tape: Tape, outputs: Readonly<Record<string, Variable>>) => Loss;

/** The sum of scalars, each times a number. */
export function weightedSum(tape: Tape, terms: readonly (readonly [weight: number, term: Variable])[]): Variable {
  const parts = terms.map(([weight, { name }]) => tape.op('Mul', [name, tape.constant(weight)]));
  return tape.derive(
    tape.op('Sum', parts),
    [],
    terms.map(([weight, term]) => [term, (gradient) => tape.op('Mul', [gradient, tape.constant(weight)])]),
  );
}

/** The one output of a network that a loss is about. */
export function outputOf(outputs: Readonly<Record<string, Variable>>, name: string): Variable {
  const output = outputs[name];
  if (!output)
    throw new Error(`Expected a network with an output ${name} but it has ${Object.keys(outputs).join(', ')}`);
  return output;
}
