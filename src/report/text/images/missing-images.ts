import { printable } from '../../../core/printable.ts';
import type { MissingImage } from '../../../pipelines/labelled/labelled-source.ts';

const SHOWN = 5;

/** A line for each of the first images, and one for the rest. */
export function listedImages(missing: readonly MissingImage[]): string[] {
  const shown = missing.slice(0, SHOWN).map(({ path, reason }) => `  ${printable(path)}  ${printable(reason)}`);
  const more = missing.length > shown.length ? [`  … and ${missing.length - shown.length} more`] : [];
  return [...shown, ...more];
}

/** Lines about images without a face; none when there are none. */
export const missingLines = (missing: readonly MissingImage[]): string[] =>
  missing.length === 0 ? [] : [`Images without a face, left out: ${missing.length}`, ...listedImages(missing)];
