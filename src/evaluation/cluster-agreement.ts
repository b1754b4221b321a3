/** Precision, recall and their harmonic mean, from 0 to 1. */
export interface Agreement {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/** How well groups that were found agree with the classes that are known. */
export interface ClusterAgreement {
  readonly items: number;
  readonly classes: number;
  readonly groups: number;
  /** BCubed: averaged over items, so that an item of a small class counts as much as one of a large class. */
  readonly bcubed: Agreement;
  /** Over pairs of items in one group, or of one class: large classes decide. */
  readonly pairs: Agreement;
  /** Mutual information over the mean of the two entropies, from 0 to 1. */
  readonly nmi: number;
}

/**
 * Compares groups with classes, item by item. Where there is nothing to be right or wrong about (no two items in any group), a
 * precision or recall is 1.
 *
 * Sources: Amigó et al. 2009, "A comparison of extrinsic clustering evaluation metrics" (BCubed, F of the averages); scikit-learn's
 * `normalized_mutual_info_score` (arithmetic mean).
 *
 * @param classes the class of each item
 * @param groups the group of each item, in the same order
 */
export function clusterAgreement(classes: readonly string[], groups: readonly string[]): ClusterAgreement {
  const classSizes = countsOf(classes);
  const groupSizes = countsOf(groups);
  const cells = cellsOf(classes, groups);
  return {
    items: classes.length,
    classes: classSizes.size,
    groups: groupSizes.size,
    bcubed: bcubedOf(cells, classSizes, groupSizes, classes.length),
    pairs: pairsOf(cells, classSizes, groupSizes),
    nmi: mutualInformation(cells, classSizes, groupSizes, classes.length),
  };
}

type Counts = ReadonlyMap<string, number>;

/** How many items a class and a group have in common. */
interface Cell {
  readonly className: string;
  readonly group: string;
  readonly count: number;
}

function countsOf(labels: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function cellsOf(classes: readonly string[], groups: readonly string[]): Cell[] {
  const byClass = new Map<string, Map<string, number>>();
  for (const [i, className] of classes.entries()) {
    const row = byClass.get(className) ?? new Map<string, number>();
    const group = groups[i] ?? '';
    row.set(group, (row.get(group) ?? 0) + 1);
    byClass.set(className, row);
  }
  return [...byClass].flatMap(([className, row]) => [...row].map(([group, count]) => ({ className, group, count })));
}

function bcubedOf(cells: readonly Cell[], classes: Counts, groups: Counts, items: number): Agreement {
  const mean = (sizeOf: (cell: Cell) => number): number =>
    items === 0 ? 1 : cells.reduce((sum, cell) => sum + cell.count ** 2 / sizeOf(cell), 0) / items;
  return agreement(
    mean(({ group }) => groups.get(group) ?? 1),
    mean(({ className }) => classes.get(className) ?? 1),
  );
}

function pairsOf(cells: readonly Cell[], classes: Counts, groups: Counts): Agreement {
  const together = pairsIn(cells.map(({ count }) => count));
  const share = (counts: Counts): number => {
    const all = pairsIn([...counts.values()]);
    return all === 0 ? 1 : together / all;
  };
  return agreement(share(groups), share(classes));
}

const pairsIn = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);

function agreement(precision: number, recall: number): Agreement {
  const sum = precision + recall;
  return { precision, recall, f: sum === 0 ? 0 : (2 * precision * recall) / sum };
}

function mutualInformation(cells: readonly Cell[], classes: Counts, groups: Counts, items: number): number {
  const entropies = (entropyOf(classes, items) + entropyOf(groups, items)) / 2;
  if (entropies === 0) return 1;
  const information = cells.reduce((sum, { className, group, count }) => {
    const expected = ((classes.get(className) ?? 1) * (groups.get(group) ?? 1)) / items;
    return sum + (count / items) * Math.log(count / expected);
  }, 0);
  return Math.min(1, Math.max(0, information / entropies));
}

const entropyOf = (counts: Counts, items: number): number =>
  [...counts.values()].reduce((sum, n) => sum - (n / items) * Math.log(n / items), 0);
