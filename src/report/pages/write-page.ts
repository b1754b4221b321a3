import path from 'node:path';
import { writeWhole } from '../../files/atomic-file.ts';

/** Writes `<folder>/index.html`. Returns its path. */
export async function writePage(folder: string, page: string): Promise<string> {
  const file = path.join(folder, 'index.html');
  await writeWhole(file, page);
  return file;
}
