import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

// PostgreSQL with pgvector, in memory, on a free port that it prints. Ends with its standard input.
const db = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 100 });
await server.start();
process.stdout.write(`${server.getServerConn()}\n`);
process.stdin.resume().on('end', () => process.exit());
