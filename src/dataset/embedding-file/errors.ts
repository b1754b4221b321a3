import { FacekitError } from '../../core/errors.ts';
import type { Checked } from '../../core/json.ts';

/** An embedding file whose content is not what it should be. */
export const damagedFile = (source: string, expected: string, found: string, cause?: unknown): FacekitError =>
  new FacekitError(
    'embedding-file',
    `Expected ${expected} in ${source} but found ${found}. The file is damaged or was altered: make it again with facekit embed.`,
    { cause },
  );

/** A value that was checked. Throws `embedding-file` that says what is wrong with it. */
export function parsedOf<T>(checked: Checked<T>, expected: string, source: string): T {
  if (checked.ok) return checked.value;
  throw damagedFile(source, expected, `that ${checked.problem}`);
}
