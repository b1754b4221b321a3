import type { Box } from '../../core/box.ts';
import { anchorsAt, movedBy } from '../../srn/anchors.ts';
import { ANCHORS_A_PLACE, LEVELS } from '../../srn/levels.ts';

/** The anchors of a level on images of one size. */
export interface LevelGrid {
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
  /** Of its first anchor among those of all levels. */
  readonly start: number;
  /** The anchors at the first place. */
  readonly first: readonly [Box, Box];
}

/** The anchors of all levels on square images: level by level, anchor by anchor, place by place, as planes of features lie. */
export function anchorGrids(side: number): readonly LevelGrid[] {
  let start = 0;
  return LEVELS.map(({ stride }) => {
    const size = Math.ceil(side / stride);
    const grid = { stride, rows: size, columns: size, start, first: anchorsAt(stride) };
    start += countOf(grid);
    return grid;
  });
}

export const countOf = ({ rows, columns }: Pick<LevelGrid, 'rows' | 'columns'>): number =>
  ANCHORS_A_PLACE * rows * columns;

/** Anchors of all levels. */
export const anchorCount = (grids: readonly LevelGrid[]): number => grids.reduce((sum, grid) => sum + countOf(grid), 0);

/** Every anchor of a level: x1, y1, x2, y2. */
export function anchorBoxes({ stride, rows, columns, first }: LevelGrid): Float32Array {
  const boxes = first.flatMap((anchor) =>
    Array.from({ length: rows * columns }, (_, place) =>
      movedBy(anchor, (place % columns) * stride, Math.floor(place / columns) * stride),
    ),
  );
  return Float32Array.from(boxes.flatMap(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]));
}
