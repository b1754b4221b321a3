import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFile, mkdir } from 'node:fs/promises';
import { writing } from '../../../src/files/output-errors.ts';
import { inCache, openFolder } from '../../../src/models/store/install.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** Mounts a read-only disk, which takes root's rights; undefined without them. */
function mountReadOnly(folder: string): (() => void) | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    process.stderr.write('skipped: a read-only disk (mounting one takes rights)\n');
    return undefined;
  }
  return () => {
    execFileSync('umount', [folder]);
  };
}

test('a read-only disk is told as such, though folders cannot be made in it', async () => {
  const disk = temporary();
  const unmount = mountReadOnly(disk);
  if (unmount === undefined) return;
  try {
    const file = path.join(disk, 'a', 'b', 'crop.png');
    const write = async () => {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, 'x');
    };
    await expect(writing(file, write)).rejects.toMatchObject({
      code: 'output-not-writable',
      message: expect.stringContaining('is on a read-only file system (EROFS)'),
    });
    const cache = path.join(disk, 'cache', 'models');
    await expect(inCache(cache, () => openFolder({ folder: cache }))).rejects.toMatchObject({
      code: 'cache-not-writable',
      message: expect.stringContaining('is on a read-only file system'),
    });
  } finally {
    unmount();
  }
});

test('a folder that is gone is no matter of rights, and is told', async () => {
  const file = path.join(temporary(), 'gone', 'crop.png');
  await expect(writing(file, () => writeFile(file, 'x'))).rejects.toMatchObject({
    code: 'write-failed',
    message: `Expected the folder of ${file} but it is gone: run the same command again.`,
  });
});
