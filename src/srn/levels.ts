/** A level of the pyramids. */
export interface Level {
  /** Pixels from one of its places to the next. */
  readonly stride: number;
  /**
   * What the first step is for. `scores`: selective two-step classification (STC), it leaves out the many anchors that show nothing.
   * `boxes`: selective two-step regression (STR), it moves the anchors, which the second step moves again.
   */
  readonly firstStep: 'scores' | 'boxes';
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

/** Anchors at each place, of two sizes. */
export const ANCHORS_A_PLACE = 2;
