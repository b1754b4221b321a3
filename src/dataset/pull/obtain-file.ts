import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { DownloadFailure } from '../../files/download/download-failure.ts';
import { downloadFile, hashOf, type DownloadOptions } from '../../files/download/download-file.ts';
import { fileAddress, folderAddress, isAddress, shownAddress } from '../../files/http-address.ts';
import type { ProcessId } from '../../files/process-id.ts';
import type { DatasetFile } from './source.ts';

export interface ObtainOptions extends DownloadOptions {
  /** A folder of the file system, or the address of one on the network, in place of the source's addresses. */
  readonly from?: string | undefined;
  /** Where what is fetched is kept. */
  readonly folder: string;
  readonly self: ProcessId;
  /** Is told when a file is fetched from another address from here on, and why. */
  readonly onSwitch?: ((from: string, to: string, reason: string) => void) | undefined;
}

/** Each mirror is tried so often before the next. */
const ATTEMPTS = 3;

/**
 * A file of a data set with the right SHA-256: where it lies in the folder that `from` names, or fetched.
 *
 * @returns its path
 * @throws FacekitError `usage`, `download-failed` with every address and what happened there, `input-not-found`,
 * `checksum-mismatch`; the reason of `signal`.
 */
export async function obtainFile(file: DatasetFile, options: ObtainOptions): Promise<string> {
  const { from, folder } = options;
  if (from !== undefined && !isAddress(from)) return findLocal(file, from);
  const urls = from === undefined ? file.addresses : [fileAddress(folderAddress(from), file.name)];
  const place = path.join(folder, file.name);
  await fetchFromAny(urls, file, { ...options, place });
  return place;
}

async function findLocal({ name, sha256 }: DatasetFile, folder: string): Promise<string> {
  const place = path.join(folder, name);
  const isFile = await stat(place).then(
    (status) => status.isFile(),
    () => false,
  );
  if (!isFile) {
    throw new FacekitError(
      'input-not-found',
      `Expected ${name} in ${folder} but there is none: name a folder that has it by \`from\`, or leave \`from\` out.`,
    );
  }
  const found = (await hashOf(place)).digest('hex');
  if (found === sha256) return place;
  throw new FacekitError(
    'checksum-mismatch',
    `Expected SHA-256 ${sha256} of ${place} but found ${found}: it is damaged, or another file of that name.`,
  );
}

async function fetchFromAny(
  urls: readonly string[],
  { sha256, maxBytes, name }: DatasetFile,
  options: ObtainOptions & { readonly place: string },
): Promise<void> {
  const { place, self, signal, onSwitch } = options;
  const failures: string[] = [];
  for (const [i, url] of urls.entries()) {
    try {
      await downloadFile(url, { file: place, self, sha256, maxBytes }, { attempts: ATTEMPTS, ...options });
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof DownloadFailure)) throw error;
      failures.push(`\n  ${shownAddress(url)}: ${error.reason}`);
      const next = urls[i + 1];
      if (next !== undefined) onSwitch?.(shownAddress(url), shownAddress(next), error.reason);
    }
  }
  throw new FacekitError(
    'download-failed',
    `Could not fetch ${name} from any address:${failures.join('')}\n` +
      'Try again later, what has come is kept; or name another place, an address or a folder that has the file, with `from` or FACEKIT_DATASETS_URL.',
  );
}
