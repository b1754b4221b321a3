import type { FastifyInstance } from 'fastify';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { toHttpError } from '../requests/http-error.ts';
import { comprefaceAnswer } from './errors.ts';
import { faceRoutes } from './face-routes.ts';
import { recognitionRoutes } from './recognition-routes.ts';
import { subjectRoutes } from './subject-routes.ts';
import { verificationRoutes } from './verification-routes.ts';

/** The REST API of CompreFace 1.2, for its clients: paths, shapes, codes of errors and similarities are the same. */
export async function comprefaceRoutes(app: FastifyInstance, service: GalleryService): Promise<void> {
  await app.register(
    (api, _options, done) => {
      api.setErrorHandler((error, request, reply) => {
        const { status, body } = comprefaceAnswer(toHttpError(error));
        request.failure = error;
        void reply.code(status).send(body);
      });
      verificationRoutes(api, service);
      void api.register(
        (recognition, _recognitionOptions, ready) => {
          subjectRoutes(recognition, service);
          faceRoutes(recognition, service);
          recognitionRoutes(recognition, service);
          ready();
        },
        { prefix: '/recognition' },
      );
      done();
    },
    { prefix: '/api/v1' },
  );
}
