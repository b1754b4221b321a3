import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  readonly url: string;
  /** Path of each request, in order. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Starts servers on the loopback interface, which are stopped after each test. */
export function useFileServers(): (answer: Answer) => Promise<FileServer> {
  const running: FileServer[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });
  return async (answer) => {
    const server = await startServer(answer);
    running.push(server);
    return server;
  };
}

/** Each signal that ends a command, with its exit code. */
export const INTERRUPTS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Never answers: the first request brings the signal. */
export async function serveInterrupt(
  serve: (answer: Answer) => Promise<FileServer>,
  signal: string,
): Promise<{ readonly url: string; readonly signal: AbortSignal }> {
  const controller = new AbortController();
  const { url } = await serve(() => {
    controller.abort(signal);
  });
  return { url, signal: controller.signal };
}

async function startServer(answer: Answer): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, requests, stop };
}

/** Sends a status without content. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end();

/** Announces the whole file, sends half of it, and breaks the connection off. */
export const breakOff =
  (bytes: Uint8Array): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2));
    // Not at once: what a client has not taken by then is lost to it.
    setTimeout(() => response.destroy(), 50);
  };

/** Sends the file, or the part of it that is asked for. */
export const sendFile =
  (bytes: Uint8Array): Answer =>
  ({ headers }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? NaN);
    if (Number.isNaN(start)) return void response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    if (start >= bytes.length) return void response.writeHead(416).end();
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'content-range': range }).end(bytes.subarray(start));
  };
