/** LanceDB's exact search: a table without an index. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect } from '@lancedb/lancedb';
import { readVectors, serve } from './peer.mjs';

const TOGETHER = 5000;

const task = JSON.parse(process.argv[2]);
const vectors = await readVectors(task);
const folder = await mkdtemp(path.join(os.tmpdir(), 'facekit-lancedb-'));
const database = await connect(folder);
const rowsFrom = (first) =>
  vectors.slice(first, first + TOGETHER).map((vector, i) => ({ id: first + i, vector: Array.from(vector) }));
const table = await database.createTable('faces', rowsFrom(0));
for (let first = TOGETHER; first < vectors.length; first += TOGETHER) await table.add(rowsFrom(first));

await serve(async () => {
  let sum = 0;
  for (const query of task.queries) {
    const found = await table.query().nearestTo(vectors[query]).limit(task.top).select(['id']).toArray();
    for (const { id } of found) sum += Number(id);
  }
  return sum;
});
process.stdin.on('close', () => rm(folder, { recursive: true, force: true }));
