import { usageError } from '../core/errors.ts';

/**
 * The address of a folder on the network, without slashes at its end.
 *
 * @throws FacekitError `usage` for what is no http or https address
 */
export function folderAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text.replace(/\/+$/, '');
  throw usageError(`Expected an http or https address of a folder to pull from but received ${text}.`);
}

/** Whether a text is an address, of whatever kind, and no path. A scheme has two letters at least: `C:\lfw` is a path. */
export const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(text);

/** An address without the name and the password that it may hold. */
export function withoutCredentials(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
