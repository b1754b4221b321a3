import { usageError } from '../core/errors.ts';

/**
 * The address of a folder on the network, without slashes at its end.
 *
 * @throws FacekitError `usage` for what is no http or https address
 */
export function folderAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text.replace(/\/+$/, '');
  throw usageError(`Expected an http or https address of a folder to pull from but received ${shownAddress(text)}.`);
}

/** A file of such a folder; a query of the folder's address, such as a key, goes along. */
export function fileAddress(folder: string, name: string): string {
  const url = new URL(folder);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(name)}`;
  return url.href;
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

/** A text with the addresses in it as messages show them, also of those that were taken for a path and have lost a slash. */
export const withShownAddresses = (text: string): string =>
  text.replace(/\b(https?:\/{1,2})[^\s/@]*@/gi, '$1').replace(/\b(https?:\/{1,2}[^\s?]*)\?[^\s:,]+/gi, '$1?…');

/** An address as messages show it: without name and password, and without its query, which may be a key. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return address.replace(/\/\/[^/]*@/, '//');
  const url = new URL(address);
  if (url.username === '' && url.password === '' && url.search === '') return address;
  const query = url.search === '' ? '' : '?…';
  url.search = '';
  return withoutCredentials(url) + query;
}
