/**
 * Area under a precision–recall curve, by all its points (VOC since 2010): precision is first made to fall nowhere from right to left.
 * A precision that is not a number, 0 of 0, counts for nothing, as with MATLAB's `max`.
 *
 * @param recall growing, 0 to 1
 * @param precision at each recall
 */
export function averagePrecision(recall: ArrayLike<number>, precision: ArrayLike<number>): number {
  let area = 0;
  let best = 0;
  let right = 1;
  for (let i = recall.length - 1; i >= 0; i--) {
    const here = recall[i] ?? 0;
    area += (right - here) * best;
    right = here;
    const value = precision[i] ?? NaN;
    if (value > best) best = value;
  }
  return area + right * best;
}
