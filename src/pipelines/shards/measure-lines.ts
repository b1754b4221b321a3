import { createHash } from 'node:crypto';
import { streamRegularFile } from '../../files/regular-file.ts';

/** SHA-256 of a file, and how many line ends it has. */
export async function measureLines(file: string): Promise<{ readonly sha256: string; readonly lines: number }> {
  const hash = createHash('sha256');
  let lines = 0;
  for await (const chunk of streamRegularFile(file, 1 << 18)) {
    hash.update(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return { sha256: hash.digest('hex'), lines };
}
