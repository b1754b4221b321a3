/**
 * What a small SRN learns: it is trained on photographs and is to find their faces again (overfitting shows that the training works, not that the detector is good).
 * With both selective steps, without, and with both where anchors show faces by the paper's rule alone. Needs a build.
 *
 *     node bench/srn-training.mjs PHOTOGRAPHS ANNOTATIONS [FOLDER]
 *
 * PHOTOGRAPHS and ANNOTATIONS as `facekit train srn` takes them; the first 40 are shrunk to 320 pixels. FOLDER (default: a temporary one) keeps photographs, detectors and
 * checkpoints: called again, what is there is not done again. COUNT, EPOCHS, WIDTH, SIDE, BATCH, RATE and VARIANTS (both,neither,paper,stc,str) in the environment change the setting.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '../dist/image/codec.js';
import { encodePng } from '../dist/image/encode.js';
import { resizeArea } from '../dist/image/resize/area.js';
import { readLabelled } from '../dist/pipelines/training-photographs/labelled-photographs.js';

const [photographs, annotations, given] = process.argv.slice(2);
const setting = (name, usual) => Number(process.env[name] ?? usual);
const [count, epochs, width, side] = [
  setting('COUNT', 40),
  setting('EPOCHS', 150),
  setting('WIDTH', 8),
  setting('SIDE', 320),
];
const [batch, rate] = [setting('BATCH', 4), setting('RATE', 0.0015)];
const variants = (process.env.VARIANTS ?? 'both,neither,paper').split(',');
const CHANGED = {
  both: [],
  paper: ['--match', 'paper'],
  neither: ['--no-stc', '--no-str'],
  stc: ['--no-str'],
  str: ['--no-stc'],
};
/** Smaller faces, in the shrunk photographs, are no anchor's: they are ignored. */
const LEAST_FACE = 8;

const folder = given ?? mkdtempSync(path.join(tmpdir(), 'facekit-srn-training-'));
if (given === undefined) process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const program = fileURLToPath(new URL('../bin/facekit.js', import.meta.url));
const small = path.join(folder, 'photographs');
const labels = path.join(folder, 'faces.jsonl');

if (!existsSync(labels)) await shrink();
const faces = readFileSync(labels, 'utf8')
  .trim()
  .split('\n')
  .flatMap((line) => JSON.parse(line).faces);
const counted = faces.filter(({ ignored }) => !ignored).length;
console.log(
  `${count} photographs of at most ${side} pixels, ${counted} faces of ${LEAST_FACE} pixels and more, ${faces.length - counted} smaller ones ignored`,
);
for (const variant of variants) {
  const detector = path.join(folder, `${variant}.safetensors`);
  const trained = existsSync(`${detector}.json`)
    ? JSON.parse(readFileSync(`${detector}.json`, 'utf8'))
    : train(variant, detector);
  const { averagePrecision, detections } = evaluate(detector);
  const { figures, iteration, secondsAStep } = trained;
  console.log(`${variant}: average precision ${averagePrecision.toFixed(3)} of ${detections} detections`);
  console.log(
    `  ${iteration} steps, ${secondsAStep.toFixed(2)} s a step; last epoch: loss ${figures.loss.toFixed(3)}, second step ${figures.positives.toFixed(0)} anchors with a face, ${figures.negatives.toFixed(0)} without`,
  );
}

async function shrink() {
  const all = await readLabelled(
    { folder: photographs, annotations, format: undefined },
    { signal: new AbortController().signal, smallest: 0, onMissing() {} },
  );
  mkdirSync(small, { recursive: true });
  const lines = [];
  for (const [i, { image, faces: found }] of all.slice(0, count).entries()) {
    const whole = await decodeImage(readFileSync(image.file));
    const scale = side / Math.max(whole.width, whole.height);
    const [wide, high] = [Math.round(whole.width * scale), Math.round(whole.height * scale)];
    const name = `${i}.png`;
    writeFileSync(path.join(small, name), await encodePng(resizeArea(whole, wide, high)));
    const boxes = found.map(({ box, ignored }) => {
      const placed = [box.x1, box.y1, box.x2, box.y2].map((corner) => corner * scale);
      const longer = Math.max(placed[2] - placed[0], placed[3] - placed[1]);
      return { box: placed, ignored: ignored || longer < LEAST_FACE };
    });
    lines.push(JSON.stringify({ path: name, faces: boxes }));
  }
  writeFileSync(labels, `${lines.join('\n')}\n`);
}

function train(variant, detector) {
  const checkpoints = path.join(folder, variant);
  const options = {
    backbone: 'resnet18',
    width,
    'input-size': side,
    'batch-size': batch,
    epochs,
    'learning-rate': rate,
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const fixed = [
    '--optimizer',
    'adam',
    '--augmentation',
    'none',
    '--threads',
    '1',
    '--models-base-dir',
    checkpoints,
    '--resume',
    '--json',
  ];
  const stdout = facekit([
    'train',
    'srn',
    small,
    '--annotations',
    labels,
    '--output',
    detector,
    ...flags,
    ...fixed,
    ...CHANGED[variant],
  ]);
  writeFileSync(`${detector}.json`, stdout);
  return JSON.parse(stdout);
}

function evaluate(detector) {
  const fixed = ['--score-threshold', '0.05', '--jobs', '1', '--json'];
  const { figures, detections } = JSON.parse(
    facekit(['evaluate-detection', small, '--annotations', labels, '--detector', detector, ...fixed]),
  );
  return { averagePrecision: figures.settings[0].averagePrecision, detections };
}

function facekit(args) {
  const { stdout, status } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`facekit ${args[0]} ended with ${status}`);
  return stdout;
}
