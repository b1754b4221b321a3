import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FacekitError, interruptedError, usageError } from '../../core/errors.ts';
import type { ImageFile, ImageInput } from '../../dataset/image-files.ts';
import { DownloadFailure } from '../../files/download/download-failure.ts';
import { fetchLimited } from '../../files/download/fetch-limited.ts';
import { isAddress, shownAddress, withoutCredentials } from '../../files/http-address.ts';

/** Of a photograph from the network. */
const LIMITS = { maxBytes: 64 * 2 ** 20, milliseconds: 60_000 } as const;

export interface AddressOptions {
  readonly allowNetwork: boolean;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Whether an argument is an address, of whatever kind, or holds its content itself. */
export const looksLikeAddress = (name: string): boolean => isAddress(name) || /^(data|file):/i.test(name);

/**
 * An address as an input: a file: address is a path; what an http or https address leads to is fetched, if that is allowed. That it cannot be
 * fetched is a problem of that image.
 *
 * @throws FacekitError `usage`, `interrupted`
 */
export async function addressedInput(address: string, options: AddressOptions): Promise<ImageInput> {
  refuseOtherAddress(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url)
    throw usageError(`Expected a photograph but received the address ${shownAddress(address)}, which is malformed.`);
  if (url.protocol === 'file:') return toPath(url);
  const shown = withoutCredentials(url);
  if (options.allowNetwork) return fetchImage(url, shown, options);
  throw usageError(
    `Expected a photograph on this machine but received the address ${shownAddress(address)}: download it first, or add \`allowNetwork\` to have it fetched.`,
  );
}

/**
 * For what must be a folder.
 *
 * @throws FacekitError `usage`
 */
export function refuseAddress(name: string): void {
  if (looksLikeAddress(name))
    throw usageError(
      `Expected a folder of images on this machine but received the address ${shownAddress(name).slice(0, 100)}: download them first, and name the folder.`,
    );
}

/** Throws `usage` for what no photograph can be fetched from. */
function refuseOtherAddress(address: string): void {
  const scheme = address.slice(0, address.indexOf(':')).toLowerCase();
  if (scheme === 'data')
    throw usageError(
      `Expected a photograph but received a data: address of ${address.length} characters: decode it and give the photograph on standard input, as -.`,
    );
  if (['file', 'http', 'https'].includes(scheme)) return;
  throw usageError(
    `Expected a photograph on this machine but received an address of ${scheme}://, which cannot be fetched: download it first.`,
  );
}

function toPath(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw usageError(`Expected a path on this machine but received the address ${url.href}: give the path itself.`);
  }
}

async function fetchImage(url: URL, shown: string, { cwd, signal }: AddressOptions): Promise<ImageFile> {
  // A name for pictures of it: nothing is there.
  const image = { path: shown, file: path.join(cwd, url.host, url.pathname, url.search), className: '' };
  try {
    return { ...image, bytes: await fetchLimited(url, { ...LIMITS, signal }) };
  } catch (error) {
    if (signal.aborted) throw interruptedError(`Interrupted while ${shownAddress(url.href)} was fetched.`, signal);
    if (!(error instanceof FacekitError)) throw error;
    const message = error instanceof DownloadFailure ? error.reason : error.message;
    return { ...image, problem: { reason: error.code, message } };
  }
}
