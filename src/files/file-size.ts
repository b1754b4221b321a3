import { stat } from 'node:fs/promises';
import { ifThere } from './if-there.ts';

/** Bytes of a file; 0 where there is none. Throws the other errors of the file system as they are. */
export const sizeOrNone = async (file: string): Promise<number> => (await ifThere(stat(file), { size: 0 })).size;
