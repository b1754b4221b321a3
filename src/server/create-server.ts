import multipart from '@fastify/multipart';
import { fastify, type FastifyInstance } from 'fastify';
import type { GalleryService } from '../pipelines/serving/gallery-service.ts';
import { comprefaceRoutes } from './compreface/routes.ts';
import { deepstackRoutes } from './deepstack/routes.ts';
import { HttpError, toHttpError } from './requests/http-error.ts';
import { limitBodies } from './requests/body-budget.ts';
import { describeRoutes } from './native/openapi.ts';
import { nativeRoutes } from './native/routes.ts';
import { type LogEntry, logRequests } from './observe/log.ts';
import { serveMetrics } from './observe/metrics.ts';
import { pageRoutes } from './page/page-routes.ts';
import { guard, type GuardOptions } from './security/guard.ts';

export interface ServerOptions extends GuardOptions {
  /** Of facekit, for clients. */
  readonly version: string;
  /** Bytes of one photograph at most. */
  readonly fileBytes: number;
  /** Bytes that all requests under way hold of their bodies at most. Default: 256 MiB, or eight documents with photographs. */
  readonly bodyBudget?: number | undefined;
  readonly log: (entry: LogEntry) => void;
}

/** Photographs in one request. */
const MOST_FILES = 100;
/** A request that is not whole by then is given up on. */
const REQUEST_MS = 30_000;
const MOST_CONNECTIONS = 512;
const BODY_BUDGET = 2 ** 28;
/** Base64 takes four letters for three bytes; two photographs may be in a document. */
const documentBytes = (fileBytes: number): number => Math.ceil(fileBytes * (4 / 3)) * 2 + 4096;

/** A web server over a gallery: a page, facekit's API, CompreFace's and DeepStack's. It does not listen yet. */
export async function createServer(service: GalleryService, options: ServerOptions): Promise<FastifyInstance> {
  const { fileBytes, version, log } = options;
  const app = fastify({
    bodyLimit: documentBytes(fileBytes),
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: 2000 },
    forceCloseConnections: true,
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  logRequests(app, log);
  guard(app, options);
  limitBodies(app, options.bodyBudget ?? Math.max(BODY_BUDGET, 8 * documentBytes(fileBytes)));
  takeBodies(app);
  await app.register(multipart, {
    limits: { fileSize: fileBytes, files: MOST_FILES, fields: 20, fieldSize: 10_000, parts: MOST_FILES + 20 },
  });
  answerErrors(app);
  describeRoutes(app, version);
  serveMetrics(app, service);
  app.get('/healthz', () => ({ status: 'ok' }));
  await pageRoutes(app);
  await nativeRoutes(app, service, version);
  await comprefaceRoutes(app, service);
  await deepstackRoutes(app, service);
  return app;
}

/** Clients send JSON's type with an empty body, and photographs as they are. */
function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(new HttpError(400, 'bad-request', 'Expected JSON.'));
    }
  });
  app.addContentTypeParser(/^(?:image\/|application\/octet-stream)/, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    request.failure = error;
    const { status, code, message } = toHttpError(error);
    if (status === 503) void reply.header('retry-after', '1');
    void reply.code(status).send({ code, message });
  });
  app.setNotFoundHandler((request) => {
    throw new HttpError(404, 'not-found', `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`);
  });
}
