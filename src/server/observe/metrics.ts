import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';

/** Answers `/metrics` in Prometheus's text form. */
export function serveMetrics(app: FastifyInstance, service: Pick<GalleryService, 'load'>): void {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const seconds = new Histogram({
    name: 'facekit_request_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [register],
  });
  const photographs = (name: string, help: string, read: () => number): void => {
    const gauge: Gauge = new Gauge({ name, help, registers: [register], collect: () => gauge.set(read()) });
  };
  photographs('facekit_photographs_at_work', 'Photographs that are worked on.', () => service.load.atWork);
  photographs('facekit_photographs_waiting', 'Photographs that wait for their turn.', () => service.load.waiting);
  app.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode };
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  app.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()));
}
