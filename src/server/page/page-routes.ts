import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { PACKAGE_ROOT } from '../../files/package-info.ts';

/** Where the build puts the page. */
const FOLDER = path.join(PACKAGE_ROOT, 'dist/web');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The web page. Its files are read now: no request reaches the file system.
 *
 * @param first the file that stands at `/`
 */
export async function pageRoutes(app: FastifyInstance, first = 'index.html'): Promise<void> {
  const names = (await readdir(FOLDER)).filter((name) => path.extname(name) in TYPES);
  for (const name of names) {
    const content = await readFile(path.join(FOLDER, name));
    const address = name === first ? '/' : `/page/${name}`;
    app.get(address, (_request, reply) => reply.type(TYPES[path.extname(name)] ?? '').send(content));
  }
}
