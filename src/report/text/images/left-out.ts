import { printable } from '../../../core/printable.ts';

/** The lines about files that are no images: how many, or which. */
export function formatLeftOut(files: readonly string[], verbose: boolean): string[] {
  if (files.length === 0) return [];
  if (verbose) return files.map((file) => `left out  ${printable(file)}  no image`);
  const what = files.length === 1 ? '1 file that is no image' : `${files.length} files that are no images`;
  return [`Left out ${what} (--verbose lists them).`];
}
