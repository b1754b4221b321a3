// Opens a session on WebGPU, runs it and disposes it, again and again. Prints what the process holds after 10 and after 110 times.
import { readdirSync } from 'node:fs';
import { openEngine } from '../../../dist/tensor/engines/open-engine.js';
import { describeNetwork, images } from '../../../dist/tensor/describe.js';

const network = describeNetwork('cycle', images(8, 8), (image) => ({ values: image.standardise('fixed') }));
const input = { data: new Uint8Array(8 * 8 * 3), shape: [1, 8, 8, 3] };

async function cycle(engine) {
  const session = await engine.load(network, new Map());
  await session.run({ images: input });
  await session.dispose();
}

const held = () => ({
  files: readdirSync('/proc/self/fd').length,
  threads: readdirSync('/proc/self/task').length,
  megabytes: process.memoryUsage.rss() / 2 ** 20,
});

const engine = await openEngine({ device: 'webgpu' });
for (let i = 0; i < 10; i++) await cycle(engine);
const early = held();
for (let i = 0; i < 100; i++) await cycle(engine);
console.log(JSON.stringify({ early, late: held() }));
await engine.dispose();
