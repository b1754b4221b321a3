import type { FastifyInstance } from 'fastify';
import { messageOf } from '../../core/errors.ts';
import { toHttpError } from '../requests/http-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a request failed with, for the log. */
    failure: unknown;
  }
}

/** A line of the log. It holds no picture, no embedding and no name of a person: routes are told as they are declared. */
export interface LogEntry {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly method: string;
  /** As it is declared, such as `/api/people/:name`. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Why the request was not served. */
  readonly code?: string;
  /** Of an error that is the server's: what happened. */
  readonly error?: string;
}

/** Tells of each request when it is answered. */
export function logRequests(app: FastifyInstance, log: (entry: LogEntry) => void): void {
  app.decorateRequest('failure', undefined);
  app.addHook('onResponse', ({ method, routeOptions, failure }, { statusCode, elapsedTime }, done) => {
    log({
      time: new Date().toISOString(),
      ...{ method, route: routeOptions.url ?? 'none', status: statusCode },
      milliseconds: Math.round(elapsedTime * 10) / 10,
      ...(failure !== undefined && describeFailure(failure)),
    });
    done();
  });
}

function describeFailure(failure: unknown): Pick<LogEntry, 'code' | 'error'> {
  const { code, status } = toHttpError(failure);
  if (status < 500 || status === 503) return { code };
  return { code, error: failure instanceof Error ? (failure.stack ?? failure.message) : messageOf(failure) };
}
