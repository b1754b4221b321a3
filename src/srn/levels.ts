import type { SrnSize } from './size.ts';

/** A level of the pyramids. */
export interface Level {
  /** Pixels from one of its places to the next. */
  readonly stride: number;
  /**
   * What the first step is for. `scores`: selective two-step classification (STC), it leaves out the many anchors that show nothing.
   * `boxes`: selective two-step regression (STR), it moves the anchors, which the second step moves again. `none`: where this is left out.
   */
  readonly firstStep: 'scores' | 'boxes' | 'none';
}

/** Fine levels have most of the anchors, coarse ones the large faces. */
export const LEVELS: readonly Level[] = [
  { stride: 4, firstStep: 'scores' },
  { stride: 8, firstStep: 'scores' },
  { stride: 16, firstStep: 'scores' },
  { stride: 32, firstStep: 'boxes' },
  { stride: 64, firstStep: 'boxes' },
  { stride: 128, firstStep: 'boxes' },
];

/** The levels of a network that may do without one of the two. */
export const levelsOf = ({ stc = true, str = true }: Pick<SrnSize, 'stc' | 'str'>): readonly Level[] =>
  LEVELS.map((level) => ((level.firstStep === 'scores' ? stc : str) ? level : { ...level, firstStep: 'none' }));

/** Anchors at each place, of two sizes. */
export const ANCHORS_A_PLACE = 2;
