/** A rate that is multiplied by `factor` every so many epochs, at once. A factor of 1 leaves it as it is. */
export interface DecayingRate {
  readonly kind: 'decaying';
  readonly rate: number;
  readonly factor: number;
  readonly epochs: number;
}

/** From an epoch on this rate holds, or training ends. */
export interface ScheduleRow {
  readonly epoch: number;
  readonly rate: number | 'stop';
}

/** Rows by growing epoch, at least one. */
export interface RateTable {
  readonly kind: 'table';
  readonly rows: readonly ScheduleRow[];
}

export type LearningRate = DecayingRate | RateTable;

/**
 * The learning rate, or `stop` where training ends. Before the first row of a table its rate holds, after the last row that one's: FaceNet's
 * script has no rate there.
 *
 * @param epoch counted from 0; steps inside an epoch may be told as a fraction
 */
export function learningRateAt(schedule: LearningRate, epoch: number): number | 'stop' {
  if (schedule.kind === 'decaying') return schedule.rate * schedule.factor ** Math.floor(epoch / schedule.epochs);
  const row = schedule.rows.findLast((each) => each.epoch <= epoch) ?? schedule.rows[0];
  if (!row) throw new Error('Expected a table of learning rates with a row');
  return row.rate;
}
