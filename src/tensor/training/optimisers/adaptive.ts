import { descend, mix, rootOf, square, type Optimiser } from './optimiser.ts';

/** What the formula of an optimiser has besides the learning rate. */
type Numbers<Name extends string> = Readonly<Record<Name, number>>;

/** a ← a + g²; p ← p − rate · g / √a. TensorFlow's AdagradOptimizer: no epsilon, the sum begins at `initial`. */
export const adagrad = ({ initial }: Numbers<'initial'>): Optimiser => ({
  slots: { accumulator: initial },
  update(tape, update) {
    const accumulator = mix(tape, [1, update.slots.accumulator ?? ''], [1, square(tape, update.gradient)]);
    const change = tape.op('Div', [update.gradient, tape.op('Sqrt', [accumulator])]);
    return { parameter: descend(tape, update, change), slots: { accumulator } };
  },
});

/**
 * a ← rho · a + (1 − rho) · g²; d = g · √(u + epsilon) / √(a + epsilon); u ← rho · u + (1 − rho) · d²; p ← p − rate · d.
 * TensorFlow's AdadeltaOptimizer.
 */
export const adadelta = ({ rho, epsilon }: Numbers<'rho' | 'epsilon'>): Optimiser => ({
  slots: { accumulator: 0, update: 0 },
  update(tape, update) {
    const { accumulator: before = '', update: moved = '' } = update.slots;
    const accumulator = mix(tape, [rho, before], [1 - rho, square(tape, update.gradient)]);
    const ratio = tape.op('Div', [rootOf(tape, moved, epsilon), rootOf(tape, accumulator, epsilon)]);
    const change = tape.op('Mul', [update.gradient, ratio]);
    const slots = { accumulator, update: mix(tape, [rho, moved], [1 - rho, square(tape, change)]) };
    return { parameter: descend(tape, update, change), slots };
  },
});

/**
 * m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; p ← p − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + epsilon). TensorFlow's AdamOptimizer:
 * its epsilon is the one before section 2.1 of Kingma and Ba ("epsilon hat"), which is not PyTorch's.
 */
export const adam = ({ beta1, beta2, epsilon }: Numbers<'beta1' | 'beta2' | 'epsilon'>): Optimiser => ({
  slots: { mean: 0, variance: 0 },
  rateAt: (learningRate, step) => (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step),
  update(tape, update) {
    const mean = mix(tape, [beta1, update.slots.mean ?? ''], [1 - beta1, update.gradient]);
    const variance = mix(tape, [beta2, update.slots.variance ?? ''], [1 - beta2, square(tape, update.gradient)]);
    const divisor = tape.op('Add', [tape.op('Sqrt', [variance]), tape.constant(epsilon)]);
    return { parameter: descend(tape, update, tape.op('Div', [mean, divisor])), slots: { mean, variance } };
  },
});

/**
 * s ← decay · s + (1 − decay) · g², from 1; m ← momentum · m + rate · g / √(s + epsilon); p ← p − m. TensorFlow's RMSPropOptimizer: epsilon is
 * inside the root, which is not PyTorch's.
 */
export const rmsProp = ({ decay, momentum, epsilon }: Numbers<'decay' | 'momentum' | 'epsilon'>): Optimiser => ({
  slots: { squares: 1, momentum: 0 },
  update(tape, { parameter, gradient, rate, slots }) {
    const squares = mix(tape, [decay, slots.squares ?? ''], [1 - decay, square(tape, gradient)]);
    const change = tape.op('Mul', [tape.op('Div', [gradient, rootOf(tape, squares, epsilon)]), rate]);
    const moved = mix(tape, [momentum, slots.momentum ?? ''], [1, change]);
    return { parameter: tape.op('Sub', [parameter, moved]), slots: { squares, momentum: moved } };
  },
});
