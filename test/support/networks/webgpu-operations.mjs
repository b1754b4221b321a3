/**
 * Runs small networks on WebGPU. Input: a JSON file, a list of { network, pixels, input, weights } (`operations.ts`). Output: JSON, the result
 * of each: { shape, data }.
 */
import { readFileSync } from 'node:fs';
import { openEngine } from '../../../dist/tensor/engines/open-engine.js';

const tensor = (Numbers, { shape, data }) => ({ shape, data: Numbers.from(data) });
const engine = await openEngine({ device: 'webgpu' });
const results = [];
for (const { network, pixels, input, weights } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const parameters = Object.entries(weights).map(([name, stored]) => [name, tensor(Float32Array, stored)]);
  const session = await engine.load(network, new Map(parameters));
  const { result } = await session.run({ images: tensor(pixels ? Uint8Array : Float32Array, input) });
  results.push({ shape: result.shape, data: [...result.data] });
  await session.dispose();
}
console.log(JSON.stringify(results));
await engine.dispose();
