import { isIP } from 'node:net';

export interface HostRule {
  /** The address that the server listens at. */
  readonly host: string;
  /** Names that it is reached by besides. */
  readonly allowed: readonly string[];
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** Whether only programs of this machine reach an address. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host);

/**
 * Tells whether a request was sent to this server under one of its own names. A page of another site can have its own name lead here
 * (DNS rebinding), but the browser still sends that name as Host.
 */
export function createHostCheck({ host, allowed }: HostRule): (hostHeader: string | undefined) => boolean {
  const names = new Set([...LOOPBACK, host, ...allowed].map((name) => name.toLowerCase()));
  return (header) => {
    const name = hostName(header);
    if (name === undefined) return false;
    // An address is no name that somebody else could own.
    return names.has(name) || (!isLoopback(host) && isIP(name) !== 0);
  };
}

/** The host of a Host header, without port and brackets. */
function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/\s@]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
