import { readdir } from 'node:fs/promises';
import { systemErrorCode } from '../core/errors.ts';

/** What the file system says where nothing has a name, or where a folder of its path is none. */
const ABSENT = ['ENOENT', 'ENOTDIR'];

/** What a call of the file system gives; `otherwise` where there is no such file. Throws its other errors as they are. */
export async function ifThere<Found, Other>(call: Promise<Found>, otherwise: Other): Promise<Found | Other> {
  return call.catch(unless(['ENOENT'], otherwise));
}

/** The same, also where a file has the place of a folder that the path names. */
export async function ifPathIsThere<Found, Other>(call: Promise<Found>, otherwise: Other): Promise<Found | Other> {
  return call.catch(unless(ABSENT, otherwise));
}

const unless =
  <Other>(codes: readonly string[], otherwise: Other) =>
  (error: unknown): Other => {
    if (codes.includes(systemErrorCode(error) ?? '')) return otherwise;
    throw error;
  };

/** What is in a folder; nothing where there is no such folder. */
export const namesIn = (folder: string): Promise<string[]> => ifPathIsThere(readdir(folder), []);
