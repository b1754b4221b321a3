/**
 * Quantises a model with some faces and embeds others with it: a program of its own, since loops over millions of numbers are slow
 * in jest's contexts. Input: a JSON file { model, npyFolder, side, measured, others }, faces as base64 of RGB bytes. Output: JSON, the
 * embeddings as lists of numbers.
 */
import { readFileSync } from 'node:fs';
import { loadEmbedder } from '../../../dist/facenet/embedder.js';
import { quantiseEmbedder } from '../../../dist/facenet/quantize-embedder.js';
import { openOnnxRuntime } from '../../../dist/tensor/onnx/runtime.js';
import { readBundledModel } from '../../../dist/models/bundled.js';
import { importNpyFolder } from '../../../dist/models/import/npy-folder.js';
import { findKnownModel } from '../../../dist/models/known-models.js';

const { model, npyFolder, side, measured, others } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const toImage = (base64) => ({
  width: side,
  height: side,
  data: new Uint8Array(Buffer.from(base64, 'base64')),
});
const info = findKnownModel(model);
const weights = npyFolder ? await importNpyFolder(npyFolder) : await readBundledModel(model);

const engine = await openOnnxRuntime({ device: 'cpu', threads: 1 });
const floats = { kind: 'network', info, weights, sha256: '' };
const whole = await quantiseEmbedder(floats, measured.map(toImage), { engine, name: 'int8' });
const embedder = await loadEmbedder(await openOnnxRuntime({ device: 'cpu', threads: 1 }), {
  ...floats,
  info: whole.info,
  weights: whole.weights,
});
const embeddings = await embedder.embed(others.map(toImage));
console.log(JSON.stringify(embeddings.map((embedding) => [...embedding])));
await embedder.dispose();
await engine.dispose();
