import type { FastifyInstance } from 'fastify';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { albumRoutes } from './album-routes.ts';
import { answers } from './answer-schema.ts';
import { faceRoutes } from './face-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { photographRoutes } from './photograph-routes.ts';

/** facekit's own API. */
export async function nativeRoutes(app: FastifyInstance, service: GalleryService, version: string): Promise<void> {
  await app.register(
    (api, _options, done) => {
      api.get('/status', { schema: answers('status', 'What this server is') }, async () => {
        const people = (await service.store?.people()) ?? [];
        const { folder, model, embeddings } = service;
        return {
          ...{ version, gallery: folder, model: model.name, detector: embeddings.detector?.name ?? 'mtcnn' },
          people: people.length,
          faces: people.reduce((sum, { faces }) => sum + faces, 0),
          threshold: await service.threshold(),
        };
      });
      peopleRoutes(api, service);
      faceRoutes(api, service);
      photographRoutes(api, service);
      albumRoutes(api, service);
      done();
    },
    { prefix: '/api' },
  );
}
