import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { openPlace } from '../../../src/pipelines/gallery/open-place.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { createGalleryService, type GalleryService } from '../../../src/pipelines/serving/gallery-service.ts';
import { createServer, type ServerOptions } from '../../../src/server/create-server.ts';
import type { LogEntry } from '../../../src/server/observe/log.ts';
import { encodePng } from '../../../src/image/encode.ts';
import type { DetectFaces } from '../../../src/pipelines/collection/crop-plan.ts';
import { angleEmbedder } from './fake-classifier.ts';
import { faceAt } from './fake-embed.ts';
import { solid } from '../images.ts';

/** One face of 60 × 60 pixels in every image that is not black, and another in one that is white at the end. */
const detect: DetectFaces = (image) => {
  if ((image.data[0] ?? 0) === 0) return Promise.resolve([]);
  const faces = [faceAt(10, 10, 70, 70)];
  return Promise.resolve(image.data.at(-1) === 255 ? [...faces, faceAt(12, 12, 72, 72, 0.8)] : faces);
};

export interface FakeServer extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly port: number;
  readonly service: GalleryService;
  readonly log: LogEntry[];
  /** Sends a request to it; the host is localhost unless the headers say another. */
  send(request: ServerRequest): Promise<ServerAnswer>;
}

export interface ServerRequest {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly payload?: Uint8Array | string | object;
}

export interface ServerAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly body: string;
  json(): unknown;
}

/** A server over a gallery with everything real but the networks: a grey photograph's embedding is the point at that angle. */
export async function fakeServer(
  folder: string,
  options: Partial<ServerOptions> & { readonly maxWaiting?: number; readonly atWork?: number } = {},
  find: DetectFaces = detect,
): Promise<FakeServer> {
  const { maxWaiting = 8, atWork = 2, ...server } = options;
  const embedder = embedInThisThread(angleEmbedder(), find) as never;
  const place = await openPlace(folder);
  const service = await createGalleryService({ folder, place, embedder, atWork, maxWaiting });
  const log: LogEntry[] = [];
  const app = await createServer(service, {
    ...{ host: '127.0.0.1', allowed: [], keySha256: undefined, ratePerSecond: 1e5, version: '1.2.3', fileBytes: 1e6 },
    log: (entry) => log.push(entry),
    ...server,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    ...{ app, service, log, port },
    send: (what) => send(port, what),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await service[Symbol.asyncDispose]();
    },
  };
}

async function send(
  port: number,
  { method = 'GET', url, headers = {}, payload }: ServerRequest,
): Promise<ServerAnswer> {
  const isText = typeof payload === 'string' || payload instanceof Uint8Array;
  const sent = request({
    ...{ host: '127.0.0.1', port, method, path: url, agent: false },
    headers: { host: 'localhost', ...(!isText && payload && { 'content-type': 'application/json' }), ...headers },
  });
  sent.end(isText || payload === undefined ? payload : JSON.stringify(payload));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const bytes = await buffer(answer);
  const body = bytes.toString();
  return {
    ...{ statusCode: answer.statusCode ?? 0, headers: answer.headers, bytes, body },
    json: () => JSON.parse(body) as unknown,
  };
}

/** A photograph of one grey, as PNG. */
export async function grey(value: number, last = value): Promise<Blob> {
  const image = solid(80, 80, [value, value, value]);
  image.data[image.data.length - 1] = last;
  return new Blob([new Uint8Array(await encodePng(image))], { type: 'image/png' });
}

export interface FormRequest {
  readonly payload: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A form as a browser sends it. */
export async function form(fields: Readonly<Record<string, Blob | string>>): Promise<FormRequest> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, `${name}.png`);
  const response = new Response(data);
  return {
    payload: Buffer.from(await response.arrayBuffer()),
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
  };
}
