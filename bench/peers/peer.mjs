import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** The images of a task: 8-bit RGB, all of one size. */
export async function readPixels({ pixels, shape: [count, height, width] }) {
  const bytes = await readFile(pixels);
  const size = height * width * 3;
  return Array.from({ length: count }, (_, i) => ({
    width,
    height,
    data: bytes.subarray(i * size, (i + 1) * size),
  }));
}

/** The embeddings of a task, each of `dimension` numbers. */
export async function readVectors({ vectors, dimension }) {
  const numbers = new Float32Array((await readFile(vectors)).buffer);
  const count = numbers.length / dimension;
  return Array.from({ length: count }, (_, i) => numbers.subarray(i * dimension, (i + 1) * dimension));
}

/** Does `work` once for each line of standard input and answers with its time, as peer.py. */
export async function serve(work) {
  await work();
  console.log(JSON.stringify({ ready: true }));
  createInterface(process.stdin).on('line', async () => {
    const processor = process.cpuUsage();
    const start = performance.now();
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(processor);
    console.log(JSON.stringify({ seconds, processor: (user + system) / 1e6, result }));
  });
}
