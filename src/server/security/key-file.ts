import { rm, writeFile } from 'node:fs/promises';
import { FacekitError, messageOf, systemErrorCode } from '../../core/errors.ts';
import { writing } from '../../files/output-errors.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { createApiKey } from './api-key.ts';

/** What a file says of a key: its SHA-256, from which the key cannot be found. */
const CONTENT = /^sha256:([0-9a-f]{64})\s*$/;
const MOST_BYTES = 1000;

/** Makes a new key in the place of an earlier one. Only its SHA-256 is kept, so that the key can be shown this once. */
export async function writeNewKey(file: string): Promise<string> {
  const { key, sha256 } = createApiKey();
  await writing(file, async () => {
    // A file that is there already would keep its permissions.
    await rm(file, { force: true });
    await writeFile(file, `sha256:${sha256}\n`, { mode: 0o600, flag: 'wx' });
  });
  return key;
}

/**
 * The SHA-256 of the key that a file keeps; undefined where there is no file.
 *
 * @throws FacekitError `key-file`
 */
export async function readKeySha256(file: string): Promise<string | undefined> {
  try {
    const [, sha256] = CONTENT.exec(await readTextFile(file, MOST_BYTES)) ?? [];
    if (sha256 !== undefined) return sha256;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    if (error instanceof FacekitError) throw error;
    throw new FacekitError('key-file', `Expected to read the key file ${file}: ${messageOf(error)}`, { cause: error });
  }
  throw new FacekitError(
    'key-file',
    `Expected a key file at ${file} but it holds something else: \`createKey\` makes one.`,
  );
}
