import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes of its body as they come. */
    bodyAccount: BodyAccount | undefined;
  }
}

/** What one request holds of the budget. */
export interface BodyAccount {
  /** @throws HttpError 503 when all requests together would hold more than the budget */
  take(bytes: number): void;
}

/**
 * Bounds what the bodies of all requests together hold in memory. Bytes count from when they come, so that a client that announces much and
 * sends nothing takes nothing from the others, until the answer is given or the client has gone.
 *
 * @param budget bytes
 */
export function limitBodies(app: FastifyInstance, budget: number): void {
  let held = 0;
  app.decorateRequest('bodyAccount');
  app.addHook('onRequest', (request, reply, done) => {
    let own = 0;
    let isOpen = true;
    reply.raw.once('close', () => {
      held -= own;
      isOpen = false;
    });
    request.bodyAccount = {
      take: (bytes) => {
        if (!isOpen || held + bytes > budget)
          throw new HttpError(503, 'server-busy', 'Too many photographs arrive at once: try again in a moment.');
        held += bytes;
        own += bytes;
      },
    };
    done();
  });
  app.addHook('preParsing', (request, _reply, payload, done) => {
    // Forms are read part by part, from the connection itself.
    const isForm = /^multipart\//i.test(request.headers['content-type'] ?? '');
    done(null, isForm ? payload : counted(payload as Readable, request));
  });
}

function counted(payload: Readable, { bodyAccount }: FastifyRequest): Readable {
  const counting = new PassThrough();
  // The reader hears of errors while it reads; one that comes later, as of a client that has gone, is nobody's.
  counting.on('error', () => undefined);
  payload.on('data', (chunk: Buffer) => {
    try {
      bodyAccount?.take(chunk.length);
    } catch (error) {
      counting.destroy(error as Error);
    }
  });
  payload.on('error', (error) => counting.destroy(error));
  return payload.pipe(counting);
}
