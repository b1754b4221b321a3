import { descend, mix, type Optimiser } from './optimiser.ts';

/** p ← p − rate · g. */
export const sgd = (): Optimiser => ({
  slots: {},
  update: (tape, update) => ({ parameter: descend(tape, update, update.gradient), slots: {} }),
});

export interface MomentumOptions {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** a ← momentum · a + g; p ← p − rate · a, or, after Nesterov, p − rate · (g + momentum · a). TensorFlow's MomentumOptimizer. */
export const momentum = ({ momentum: kept, nesterov }: MomentumOptions): Optimiser => ({
  slots: { momentum: 0 },
  update(tape, update) {
    const accumulated = mix(tape, [kept, update.slots.momentum ?? ''], [1, update.gradient]);
    const change = nesterov ? mix(tape, [1, update.gradient], [kept, accumulated]) : accumulated;
    return { parameter: descend(tape, update, change), slots: { momentum: accumulated } };
  },
});
