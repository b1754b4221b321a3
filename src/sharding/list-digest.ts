import { createHash } from 'node:crypto';

/** How many images an input has, and SHA-256 of their paths, each ended by NUL: two runs saw the same list where it is equal. */
export function digestOfList(paths: Iterable<string>): { readonly images: number; readonly sha256: string } {
  const hash = createHash('sha256');
  let images = 0;
  for (const name of paths) {
    hash.update(name).update('\0');
    images += 1;
  }
  return { images, sha256: hash.digest('hex') };
}
