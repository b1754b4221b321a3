/**
 * What the networks alone can do: worker threads with a session each (`bare-sessions.mjs MODEL WORKERS THREADS`), and nothing but faces in memory. As the peers, it
 * prints a line when it is ready, and after each line that it reads one with what a round took.
 */
// Before the threads load the runtime: there the variable that it sets has no effect.
import '../../dist/tensor/refuse-telemetry.js';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { usualBatchSize } from '../../dist/facenet/batch-size.js';
import { createEmbedder } from '../../dist/facenet/create-embedder.js';

/** As the commands. */
const BATCH_SIZE = usualBatchSize('cpu');
const ROUND_SECONDS = 4;

if (isMainThread) {
  const [model, workers, threadsEach] = process.argv.slice(2);
  const done = new Int32Array(new SharedArrayBuffer(4));
  const data = { workerData: { model, done, threads: Number(threadsEach) } };
  const threads = Array.from({ length: Number(workers) }, () => new Worker(new URL(import.meta.url), data));
  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('message', resolve))));
  console.log('{}');
  for await (const turn of createInterface(process.stdin)) {
    if (turn === 'stop') break;
    const before = { count: Atomics.load(done, 0), time: performance.now(), usage: process.cpuUsage() };
    for (const thread of threads) thread.postMessage(ROUND_SECONDS);
    await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('message', resolve))));
    const { user, system } = process.cpuUsage(before.usage);
    const seconds = (performance.now() - before.time) / 1000;
    const count = Atomics.load(done, 0) - before.count;
    console.log(JSON.stringify({ seconds, count, processor: (user + system) / 1e6 }));
  }
  await Promise.all(threads.map((thread) => thread.terminate()));
} else {
  const embedder = await createEmbedder({ model: workerData.model, device: 'cpu', threads: workerData.threads });
  const side = embedder.info.inputSize;
  const face = {
    width: side,
    height: side,
    data: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 31) & 255),
  };
  const faces = Array.from({ length: BATCH_SIZE }, () => face);
  const round = async (seconds) => {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(0)) {
      await embedder.embed(faces, { batchSize: BATCH_SIZE });
      Atomics.add(workerData.done, 0, BATCH_SIZE);
    }
    parentPort.postMessage('done');
  };
  await round(0.1);
  parentPort.on('message', round);
}
