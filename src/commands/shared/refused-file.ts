import path from 'node:path';
import { cacheFolder, thisWorld } from '../../files/cache-folder.ts';
import { PACKAGE_ROOT } from '../../files/package-info.ts';
import type { Io } from './context.ts';

/** What the system says of a file as it is: there, but not to be reached, or not there any more. Anything else is a call that should not have been made. */
const REFUSALS = new Set([
  ...['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'EBUSY', 'ETXTBSY'],
  ...[
    'EIO',
    'ENXIO',
    'ENODEV',
    'ESTALE',
    'ETIMEDOUT',
    'ENOSPC',
    'EDQUOT',
    'EFBIG',
    'EMFILE',
    'ENFILE',
    'EEXIST',
    'ENOTEMPTY',
  ],
]);

/** What a command line was called with. */
export interface CalledWith {
  readonly argv: readonly string[];
  readonly io: Pick<Io, 'cwd' | 'env'>;
}

/**
 * The file that a call of the system was about, where the system refused it: a link to itself, a disk that cannot be read, a file that is gone
 * meanwhile. Undefined for any other error, and for a file that the user did not give: that is a bug.
 */
export function refusedFile(error: unknown, { argv, io: { cwd, env } }: CalledWith): string | undefined {
  const { code, syscall, path: file } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof syscall !== 'string' || typeof file !== 'string' || !REFUSALS.has(String(code))) return undefined;
  const refused = path.resolve(cwd, file);
  if (OWN_FOLDERS.some((own) => isIn(refused, own))) return undefined;
  const given = [cwd, cacheFolder(thisWorld(env)), ...argv.flatMap(valuesIn).map((word) => path.resolve(cwd, word))];
  return given.some((each) => refused.startsWith(each) || isIn(each, refused)) ? file : undefined;
}

/** The program's own files. */
const OWN_FOLDERS = ['bin', 'dist', 'src', 'node_modules'].map((name) => path.join(PACKAGE_ROOT, name));

const isIn = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}${path.sep}`);

/** The words of a command line that may be paths; what is made beside one of them begins with it. */
const valuesIn = (word: string): string[] => {
  const value = word.startsWith('-') ? word.split('=').slice(1).join('=') : word;
  return value === '' ? [] : [value];
};
