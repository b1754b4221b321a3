import path from 'node:path';
import { usageError } from '../../../core/errors.ts';
import { isAddress, shownAddress } from '../../../files/http-address.ts';

/** Where a video comes from. */
export type VideoSource = {
  /** As messages name it: without passwords. */
  readonly shown: string;
} & (
  | { readonly kind: 'camera'; readonly index: number }
  | { readonly kind: 'address'; readonly address: string; readonly scheme: Scheme }
  /** `file` is absolute. */
  | { readonly kind: 'file'; readonly file: string }
);

/** Schemes of addresses, and what ffmpeg may open on their account: a stream of theirs cannot lead anywhere else. */
const PROTOCOLS = {
  rtsp: 'rtsp,rtp,udp,tcp',
  rtsps: 'rtsps,rtsp,rtp,srtp,udp,tcp,tls',
  rtmp: 'rtmp,tcp',
  http: 'http,https,tls,tcp,crypto',
  https: 'https,http,tls,tcp,crypto',
  tcp: 'tcp',
  udp: 'udp',
} as const;

export type Scheme = keyof typeof PROTOCOLS;

/** What ffmpeg may open for a source, as its `-protocol_whitelist` takes it. */
export const protocolsOf = (source: VideoSource): string =>
  source.kind === 'address' ? PROTOCOLS[source.scheme] : 'file';

/**
 * Reads a source as the user names it: the number of a camera, an address, or a file.
 *
 * @throws FacekitError `usage` for what ffmpeg would take for an option, or for an address of another kind
 */
export function parseSource(text: string, cwd: string): VideoSource {
  if (text === '' || text.startsWith('-'))
    throw usageError(
      `Expected a camera's number, a file or an address for \`source\` but received ${text === '' ? 'nothing' : text}: name a file that begins with - as ./${text}.`,
    );
  if (/^\d{1,3}$/.test(text)) return { kind: 'camera', index: Number(text), shown: `camera ${Number(text)}` };
  // A drive of Windows has one letter, a scheme more.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'file', file: path.resolve(cwd, text), shown: text };
  const shown = shownAddress(text);
  if (!isScheme(scheme) || !isAddress(text) || /\s/.test(text))
    throw usageError(
      `Expected a camera's number, a file or an address of ${Object.keys(PROTOCOLS).join(', ')} for \`source\` but received ${shown}: name a file with a colon as ./${shown}.`,
    );
  return { kind: 'address', address: text, scheme, shown };
}

const isScheme = (scheme: string): scheme is Scheme => Object.hasOwn(PROTOCOLS, scheme);

/** Text of ffmpeg about a source, which may repeat its address, without what is secret in it. */
export function withoutSecrets(text: string, source: VideoSource): string {
  if (source.kind !== 'address') return text;
  const hidden = text.replaceAll(source.address, source.shown);
  return secretsOf(source.address).reduce((rest, secret) => rest.replaceAll(secret, '…'), hidden);
}

/** Password, and query, as they stand in the address and as they are meant. */
function secretsOf(address: string): string[] {
  const password = /^[^/]*\/\/[^/?#]*?:([^/?#]*)@/.exec(address)?.[1] ?? '';
  const query = /\?([^#]*)/.exec(address)?.[1] ?? '';
  return [...new Set([password, decoded(password), query])].filter((secret) => secret !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
