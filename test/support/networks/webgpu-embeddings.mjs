/**
 * Embeds faces on WebGPU: a program of its own, since the runtime tries a device by a compiled file. Input: a JSON file
 * { model, npyFolder, side, faces }, faces as base64 of RGB bytes. Output: JSON, the device and the embeddings as lists of numbers.
 */
import { readFileSync } from 'node:fs';
import { loadEmbedder } from '../../../dist/facenet/embedder.js';
import { readBundledModel } from '../../../dist/models/bundled.js';
import { importNpyFolder } from '../../../dist/models/import/npy-folder.js';
import { findKnownModel } from '../../../dist/models/known-models.js';
import { openEngine } from '../../../dist/tensor/engines/open-engine.js';

const { model, npyFolder, side, faces } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const weights = npyFolder ? await importNpyFolder(npyFolder) : await readBundledModel(model);
const network = { kind: 'network', info: findKnownModel(model), weights, sha256: '' };
const embedder = await loadEmbedder(await openEngine({ device: 'webgpu' }), network);
const images = faces.map((base64) => ({
  width: side,
  height: side,
  data: new Uint8Array(Buffer.from(base64, 'base64')),
}));
const embeddings = await embedder.embed(images);
console.log(JSON.stringify({ device: embedder.device, embeddings: embeddings.map((embedding) => [...embedding]) }));
await embedder.dispose();
