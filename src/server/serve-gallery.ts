import { FacekitError } from '../core/errors.ts';
import { facekitVersion } from '../files/package-info.ts';
import type { GalleryService } from '../pipelines/serving/gallery-service.ts';
import { createServer } from './create-server.ts';
import { listen } from './listen.ts';
import type { LogEntry } from './observe/log.ts';
import { isLoopback } from './security/allowed-hosts.ts';

export interface ServeOptions {
  /** Address to listen at. Default 127.0.0.1: programs of this machine alone. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Names that the server is reached by, besides its address. */
  readonly allowedHosts: readonly string[];
  /** SHA-256 of the key in hexadecimal digits; undefined: none is asked for, which only loopback addresses allow. */
  readonly keySha256: string | undefined;
  /** Bytes of one photograph at most. */
  readonly fileBytes: number;
  /** Requests a second of one client. */
  readonly ratePerSecond: number;
  readonly log: (entry: LogEntry) => void;
}

/** A server that listens. */
export interface RunningServer {
  /** Of the page, such as http://127.0.0.1:8010/. */
  readonly url: string;
  /** Takes no more requests, and waits for those under way. */
  close(): Promise<void>;
}

/**
 * Listens for requests about a gallery.
 *
 * @throws FacekitError `usage` for an address that others reach and no key; `address-not-usable`
 */
export async function serveGallery(service: GalleryService, options: ServeOptions): Promise<RunningServer> {
  const { host, port, allowedHosts } = options;
  requireKeyBeyondLoopback(options);
  const app = await createServer(service, { ...options, allowed: allowedHosts, version: facekitVersion() });
  const url = await listen(app, { host, port });
  return { url, close: () => app.close() };
}

/** @throws FacekitError `usage` for an address that other machines reach and no key */
export function requireKeyBeyondLoopback({ host, keySha256 }: Pick<ServeOptions, 'host' | 'keySha256'>): void {
  if (isLoopback(host) || keySha256 !== undefined) return;
  throw new FacekitError(
    'usage',
    `Expected a key for a server at ${host}, which other machines reach: make one with \`createKey\`, or listen at 127.0.0.1.`,
  );
}
