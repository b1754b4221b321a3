import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../requests/http-error.ts';
import { createHostCheck, type HostRule } from './allowed-hosts.ts';
import { createKeyCheck, hasAnyKey } from './api-key.ts';
import { createRateLimit } from './rate-limit.ts';
import { isOwnRequest } from './same-origin.ts';

export interface GuardOptions extends HostRule {
  /** SHA-256 of the key in hexadecimal digits; undefined: none is asked for. */
  readonly keySha256: string | undefined;
  /** Requests a second of one client. */
  readonly ratePerSecond: number;
}

/** Paths that need no key: they hold nothing of the gallery. */
const OPEN = /^\/(?:$|healthz$|page\/)/;

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Pages run their own scripts alone, are framed by nobody, and only they use the camera. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'cache-control': 'no-store',
} as const;

/** Looks at every request before anything else does. */
export function guard(app: FastifyInstance, options: GuardOptions): void {
  const isOwnHost = createHostCheck(options);
  const hasKey = options.keySha256 === undefined ? () => true : createKeyCheck(options.keySha256);
  const mayCome = createRateLimit({ perSecond: options.ratePerSecond, burst: 2 * options.ratePerSecond });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    if (!isOwnHost(request.headers.host))
      throw new HttpError(
        421,
        'host-unknown',
        'This server does not know itself by that name: ask for it at its address.',
      );
    if (!CHANGES_NOTHING.has(request.method) && !isOwnRequest(request.headers))
      throw new HttpError(403, 'foreign-origin', 'Pages of other sites may not use this server.');
    if (!mayCome(request.ip))
      throw new HttpError(429, 'too-many-requests', 'Too many requests: try again in a moment.');
    if (!OPEN.test(pathOf(request)) && !hasKey(request.headers)) throw keyError(request);
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

const keyError = ({ headers }: FastifyRequest): HttpError =>
  hasAnyKey(headers)
    ? new HttpError(401, 'key-wrong', 'The key is another one than the key of this server.')
    : new HttpError(401, 'key-needed', 'Expected the key of this server in the header x-api-key.');
