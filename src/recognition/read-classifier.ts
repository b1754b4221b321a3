import path from 'node:path';
import { FacekitError } from '../core/errors.ts';
import { readTextFile } from '../files/regular-file.ts';
import { parseClassifier } from './classifier-file.ts';
import type { Classifier } from './classifier.ts';
import { whyUnreadable } from '../files/why-unreadable.ts';

/**
 * Reads a classifier file.
 *
 * @param name as the user named it, relative to `cwd` or absolute
 * @throws FacekitError `classifier-not-found`, and those of `parseClassifier`
 */
export async function readClassifier(name: string, cwd: string): Promise<Classifier> {
  const text = await readTextFile(path.resolve(cwd, name)).catch((error: unknown) => {
    const why = whyUnreadable(error);
    throw new FacekitError(
      'classifier-not-found',
      `Cannot read the classifier ${name}: ${why}. Make one with facekit train-classifier, or name its file, ending in .json, first.`,
      { cause: error },
    );
  });
  return parseClassifier(text, name);
}
