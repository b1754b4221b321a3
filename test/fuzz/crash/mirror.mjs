import { once } from 'node:events';
import { createServer } from 'node:http';
import { randomOf } from '../random.mjs';
import { packTar, tar } from '../tar.mjs';

/** The files of a small data set: 60 images of 20 kB that do not compress. */
export function mirror() {
  const images = Array.from({ length: 60 }, (_, i) => {
    const random = randomOf('mirror', i);
    const person = `Person_${i % 7}`;
    return [
      `small/${person}/${person}_${String(i).padStart(4, '0')}.jpg`,
      Buffer.from(Array.from({ length: 20_000 }, () => random.below(256))),
    ];
  });
  return {
    'small.tgz': packTar(tar(images)),
    'pairs.txt': Buffer.from('1\nPerson_0\t7\t14\nPerson_1\t1\tPerson_2\t2\n'),
  };
}

/** Serves the mirror on the loopback interface, slowly enough to be disturbed. */
export async function serveMirror() {
  const files = mirror();
  const server = createServer(async ({ url, headers }, response) => {
    const content = files[url.slice(1)];
    if (content === undefined) return void response.writeHead(404).end();
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    if (start >= content.length) return void response.writeHead(416).end();
    response.writeHead(
      start > 0 ? 206 : 200,
      start > 0 ? { 'content-range': range } : { 'content-length': content.length },
    );
    for (let at = start; at < content.length && !response.destroyed; at += 64_000) {
      response.write(content.subarray(at, at + 64_000));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
