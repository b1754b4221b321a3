import type { OutgoingHttpHeaders } from 'node:http';
import { fastify } from 'fastify';
import type { RgbImage } from '../../core/image.ts';
import { encodeJpeg } from '../../image/encode.ts';
import type { CameraEvent } from '../../pipelines/camera/people/camera-event.ts';
import { annotateFaces, type AnnotatedFace } from '../../pipelines/photographs/annotate-faces.ts';
import { listen } from '../listen.ts';
import { pageRoutes } from '../page/page-routes.ts';
import { guard } from '../security/guard.ts';
import { EventStream } from './event-stream.ts';
import { PictureStream } from './picture-stream.ts';

/** A page that shows what a camera sees, on this machine alone. Dispose it at the end. */
export interface CameraPage extends AsyncDisposable {
  /** Such as http://127.0.0.1:43211/. */
  readonly url: string;
  /** Shows a picture with its faces, unless nobody looks. */
  onFrame(image: RgbImage, faces: readonly AnnotatedFace[]): void;
  onEvent(event: CameraEvent): void;
}

const HOST = '127.0.0.1';
const JPEG_QUALITY = 80;

/**
 * @param port 0: any that is free
 * @throws FacekitError `address-not-usable`
 */
export async function openCameraPage(port: number): Promise<CameraPage> {
  const [pictures, events] = [new PictureStream(), new EventStream()];
  const app = fastify({ forceCloseConnections: true });
  guard(app, { host: HOST, allowed: [], keySha256: undefined, ratePerSecond: 100 });
  for (const [address, stream] of [
    ['/pictures', pictures],
    ['/events', events],
  ] as const)
    app.get(address, (_request, reply) => {
      const headers = reply.getHeaders() as OutgoingHttpHeaders;
      stream.open(reply.hijack().raw, headers);
    });
  await pageRoutes(app, 'watch.html');
  const url = await listen(app, { host: HOST, port });
  return {
    url,
    onFrame: (image, faces) => {
      pictures.offer(() => encodeJpeg(annotateFaces(image, faces), JPEG_QUALITY));
    },
    onEvent: (event) => {
      events.send(event);
    },
    [Symbol.asyncDispose]: async () => {
      pictures.end();
      events.end();
      await app.close();
    },
  };
}
