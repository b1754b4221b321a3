import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeNetwork, readNetwork } from '../../../dist/models/network-file.js';
import { loadEmbedder } from '../../../dist/facenet/embedder.js';
import { encodeNpy } from '../../../dist/formats/npy-encode.js';
import { readNpy } from '../../../dist/formats/npy.js';
import { readTorchStateDict } from '../../../dist/formats/torch/read-torch.js';
import { facenetLayers } from '../../../dist/models/import/facenet-layers.js';
import { importFacenetWeights } from '../../../dist/models/import/read-weights.js';
import { importModel } from '../../../dist/models/install/import-model.js';
import { readOnnx } from '../../../dist/models/onnx-file.js';
import { openEngine } from '../../../dist/tensor/engines/open-engine.js';
import { TINY_INFO, TINY_SHA256, TINY_SOURCE, TINY_WEIGHTS } from '../../support/networks/tiny-model.mjs';
import { expect } from '../wrong.mjs';

const WEIGHTS = path.resolve(import.meta.dirname, '../../fixtures/weights');
const fixture = async (name) => ({ file: await readFile(path.join(WEIGHTS, name)) });
const fixtures =
  (...names) =>
  () =>
    Promise.all(names.map(fixture));

/** The network of the fixtures: FaceNet's, 32 times narrower. */
const layers = facenetLayers({ width: 1 / 32 });

const isFinite = ({ data }) => data.every(Number.isFinite);
const fits = ({ shape, data }) => shape.reduce((size, side) => size * side, 1) === data.length;

async function importWeights(_, folder) {
  const { weights } = await importFacenetWeights(path.join(folder, 'file'), { layers });
  for (const [name, tensor] of weights)
    expect(isFinite(tensor) && fits(tensor), `${name} is not finite or has another size`);
}

/** Small containers, of which nearly every byte means something. */
async function readContainer({ file }) {
  for (const [name, tensor] of readTorchStateDict(file, 'file')) expect(fits(tensor), `${name} has another size`);
}

async function importOnnx(_, folder) {
  const options = {
    name: 'fuzzed',
    alignment: { kind: 'box', margin: 32 },
    standardisation: 'fixed',
    folder: path.join(folder, 'cache'),
  };
  const { file } = await importModel(path.join(folder, 'file.onnx'), options);
  const model = await readOnnx(file);
  const engine = await openEngine({ threads: 1 });
  try {
    const embedder = await loadEmbedder(engine, model);
    const { inputSize: side, dimension } = model.info;
    const [embedding] = await embedder.embed([{ width: side, height: side, data: new Uint8Array(side * side * 3) }]);
    expect(embedding.length === dimension && embedding.every(Number.isFinite), 'an embedding that is none');
  } finally {
    await engine.dispose();
  }
}

const npySeeds = async () =>
  [
    encodeNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }),
    await readFile(path.resolve(WEIGHTS, '../embedding-file/embeddings.npy')),
  ].map((bytes) => ({ file: Buffer.from(bytes) }));

export const modelTargets = {
  'frozen-graph': { seeds: fixtures('facenet-slim.pb'), read: importWeights },
  'torch-zip': { seeds: fixtures('facenet-slim.zip.pt'), read: importWeights },
  'torch-legacy': { seeds: fixtures('facenet-slim.legacy.pt'), read: importWeights },
  'torch-containers': {
    inMemory: true,
    seeds: fixtures('containers.zip.pt', 'containers.legacy.pt', 'containers.protocol4.pt'),
    read: readContainer,
  },
  npy: {
    inMemory: true,
    seeds: npySeeds,
    read: async ({ file }) => expect(fits(readNpy(file, 'file')), 'another size'),
  },
  safetensors: {
    seeds: async () => [
      {
        'file.safetensors': Buffer.from(
          encodeNetwork({ info: TINY_INFO, source: TINY_SOURCE, sha256: TINY_SHA256 }, TINY_WEIGHTS),
        ),
      },
    ],
    read: async (_, folder) => {
      const { weights } = await readNetwork(path.join(folder, 'file.safetensors'));
      for (const tensor of weights.values()) expect(fits(tensor), 'another size');
    },
  },
  onnx: { seeds: async () => [{ 'file.onnx': (await fixture('embedder.onnx')).file }], read: importOnnx },
};
