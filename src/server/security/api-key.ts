import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** A new key, and what is kept of it: its SHA-256 in hexadecimal digits. */
export function createApiKey(): { readonly key: string; readonly sha256: string } {
  const key = randomBytes(24).toString('base64url');
  return { key, sha256: digest(key).toString('hex') };
}

/** Tells whether a request carries the key, in a time that does not depend on how much of it is right. */
export function createKeyCheck(sha256: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = Buffer.from(sha256, 'hex');
  return (headers) => {
    const key = keyOf(headers);
    return key !== undefined && timingSafeEqual(digest(key), expected);
  };
}

/** As CompreFace's clients send it, or as a bearer token. */
function keyOf({ 'x-api-key': key, authorization }: IncomingHttpHeaders): string | undefined {
  if (typeof key === 'string') return key;
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
}

/** Whether a request carries a key at all. */
export const hasAnyKey = (headers: IncomingHttpHeaders): boolean => keyOf(headers) !== undefined;
