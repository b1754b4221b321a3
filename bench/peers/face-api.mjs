/** `@vladmandic/face-api` on its wasm backend: it finds faces with SSD MobileNet or a tiny YOLO, and embeds with a ResNet of its own. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { readPixels, serve } from './peer.mjs';

const require = createRequire(import.meta.url);
const folderOf = (name) => path.dirname(require.resolve(`${name}/package.json`));

const task = JSON.parse(process.argv[2]);
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(`${folderOf('@tensorflow/tfjs-backend-wasm')}/dist/`);
await tf.setBackend('wasm');
const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
const models = `${folderOf('@vladmandic/face-api')}/model`;
const images = (await readPixels(task)).map(({ data, height, width }) =>
  tf.tensor3d(data, [height, width, 3], 'int32'),
);

const WORK = {
  detect: async () => {
    await faceApi.nets.ssdMobilenetv1.loadFromDisk(models);
    return detector(new faceApi.SsdMobilenetv1Options({ minConfidence: 0.5 }));
  },
  'detect-tiny': async () => {
    await faceApi.nets.tinyFaceDetector.loadFromDisk(models);
    return detector(new faceApi.TinyFaceDetectorOptions());
  },
  embed: async () => {
    await faceApi.nets.faceRecognitionNet.loadFromDisk(models);
    return async () => {
      for (const image of images) await faceApi.computeFaceDescriptor(image);
    };
  },
};

const detector = (options) => async () => {
  let faces = 0;
  for (const image of images) faces += (await faceApi.detectAllFaces(image, options)).length;
  return faces;
};

await serve(await WORK[task.kind]());
