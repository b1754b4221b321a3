import type { Box } from '../core/box.ts';

/** What the shared area of two boxes is measured against: their union, or the smaller of the two. */
export type Overlap = 'union' | 'min';

/**
 * Non-maximum suppression: the best box stays, all that overlap it by more than the threshold go, and again with what is
 * left. Returns the kept items, best first; of equal scores the later one wins. Source: `nms` of `detect_face.py`, which
 * counts both border pixels (+1).
 */
export function suppress<Item extends { readonly box: Box; readonly score: number }>(
  items: readonly Item[],
  threshold: number,
  overlap: Overlap,
): Item[] {
  const ranked = items.map((item, index) => ({ item, index })).sort(byScoreThenLater);
  const corners = packCorners(ranked.map(({ item }) => item.box));
  const dropped = new Uint8Array(ranked.length);
  const kept: Item[] = [];
  ranked.forEach(({ item }, rank) => {
    if (dropped[rank]) return;
    dropOverlapping({ corners, dropped, threshold, overlap }, rank);
    kept.push(item);
  });
  return kept;
}

interface Ranked {
  readonly item: { readonly score: number };
  readonly index: number;
}
const byScoreThenLater = (a: Ranked, b: Ranked): number => b.item.score - a.item.score || b.index - a.index;

/** Five numbers a box: x1, y1, x2, y2, area. */
const PACKED = 5;

function packCorners(boxes: readonly Box[]): Float64Array {
  const packed = new Float64Array(boxes.length * PACKED);
  boxes.forEach(({ x1, y1, x2, y2 }, i) => {
    const at = i * PACKED;
    packed[at] = x1;
    packed[at + 1] = y1;
    packed[at + 2] = x2;
    packed[at + 3] = y2;
    packed[at + 4] = (x2 - x1 + 1) * (y2 - y1 + 1);
  });
  return packed;
}

interface Suppression {
  readonly corners: Float64Array;
  readonly dropped: Uint8Array;
  readonly threshold: number;
  readonly overlap: Overlap;
}

/** Marks the boxes behind `rank` that overlap it too much. Written for speed: a crowd has thousands of proposals. */
function dropOverlapping({ corners, dropped, threshold, overlap }: Suppression, rank: number): void {
  const own = rank * PACKED;
  const x1 = corners[own] as number;
  const y1 = corners[own + 1] as number;
  const x2 = corners[own + 2] as number;
  const y2 = corners[own + 3] as number;
  const area = corners[own + 4] as number;
  for (let other = rank + 1; other < dropped.length; other++) {
    const at = other * PACKED;
    const width = Math.min(x2, corners[at + 2] as number) - Math.max(x1, corners[at] as number) + 1;
    const height = Math.min(y2, corners[at + 3] as number) - Math.max(y1, corners[at + 1] as number) + 1;
    if (width <= 0 || height <= 0) continue;
    const shared = width * height;
    const otherArea = corners[at + 4] as number;
    const whole = overlap === 'min' ? Math.min(area, otherArea) : area + otherArea - shared;
    if (shared / whole > threshold) dropped[other] = 1;
  }
}
