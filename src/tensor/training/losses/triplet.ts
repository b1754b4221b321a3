import { known } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

const INT64 = 7;

export interface TripletInputs {
  /** Names of inputs of floats, as many as there are triplets: rows of the embeddings, counted from 0. */
  readonly anchors: string;
  readonly positives: string;
  readonly negatives: string;
  readonly alpha: number;
}

export interface TripletLoss {
  readonly loss: Variable;
  /** One number a triplet: ‖a − p‖² and ‖a − n‖². */
  readonly positiveDistances: string;
  readonly negativeDistances: string;
}

/**
 * FaceNet's triplet loss: the mean over the triplets of max(0, ‖a − p‖² − ‖a − n‖² + alpha). One embedding may be part of many triplets;
 * their gradients add up on it.
 */
export function tripletLoss(tape: Tape, embeddings: Variable, inputs: TripletInputs): TripletLoss {
  const rows = [inputs.anchors, inputs.positives, inputs.negatives].map((name) =>
    tape.op('Cast', [name], { to: INT64 }),
  );
  const [a = '', p = '', n = ''] = rows.map((row) => tape.op('Gather', [embeddings.name, row], { axis: 0 }));
  const difference = { positive: tape.op('Sub', [a, p]), negative: tape.op('Sub', [a, n]) };
  const squared = (difference: string): string => tape.sum(tape.op('Mul', [difference, difference]), [1]);
  const [positiveDistances, negativeDistances] = [squared(difference.positive), squared(difference.negative)];
  const gap = tape.op('Sub', [positiveDistances, negativeDistances]);
  const hinge = tape.op('Relu', [tape.op('Add', [gap, tape.constant(inputs.alpha)])]);
  const loss = tape.derive(
    tape.op('ReduceMean', [hinge], { axes: [0], keepdims: 0 }),
    [],
    [[embeddings, (gradient) => embeddingGradient(tape, gradient, { embeddings, rows, hinge, difference })]],
  );
  return { loss, positiveDistances, negativeDistances };
}

interface Parts {
  readonly embeddings: Variable;
  /** Of anchors, positives and negatives. */
  readonly rows: readonly string[];
  readonly hinge: string;
  readonly difference: { readonly positive: string; readonly negative: string };
}

/** Of an active triplet: anchors 2 · (n − p), positives 2 · (p − a), negatives 2 · (a − n), each divided by the number of triplets. */
function embeddingGradient(tape: Tape, gradient: string, { embeddings, rows, hinge, difference }: Parts): string {
  const active = tape.op('Sign', [hinge]);
  const count = tape.op('Cast', [tape.op('Size', [hinge])], { to: 1 });
  const each = tape.op('Mul', [active, tape.op('Div', [tape.op('Mul', [gradient, tape.constant(2)]), count])]);
  const column = tape.op('Unsqueeze', [each, tape.ints([1])]);
  const toPositive = tape.op('Mul', [difference.positive, column]);
  const toNegative = tape.op('Mul', [difference.negative, column]);
  const updates = [tape.op('Sub', [toPositive, toNegative]), tape.op('Neg', [toPositive]), toNegative];
  const shape = known(embeddings.shape);
  const all = tape.op('Concat', updates, { axis: 0 });
  const row = tape.op('Unsqueeze', [tape.op('Concat', rows, { axis: 0 }), tape.ints([1])]);
  const places = tape.op('Expand', [row, tape.op('Shape', [all])]);
  const zeros = tape.op('ConstantOfShape', [tape.ints(shape)]);
  return tape.op('ScatterElements', [zeros, places, all], { axis: 0, reduction: 'add' });
}
