import path from 'node:path';
import { expect, test } from '@jest/globals';
import { detectorOption } from '../../../../src/commands/shared/detector-options.ts';
import { readDetector } from '../../../../src/commands/shared/read-detector.ts';
import type { DetectorRequest } from '../../../../src/detectors/choose-detector.ts';
import { encodeSafetensors } from '../../../../src/formats/safetensors.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();

test('without a flag no detector is asked for, so that a classifier can say its own', () => {
  expect(readDetector({}, '/home')).toBeUndefined();
});

test('flags become the options of the library', () => {
  expect(readDetector({ detector: 'yunet', minFace: 30, scoreThreshold: 0.5, rotate: true }, '/home')).toMatchObject({
    name: 'yunet',
    minFaceSize: 30,
    scoreThreshold: 0.5,
    rotate: true,
  });
});

test.each([
  [
    { detector: 'yunet', thresholds: [0.6, 0.7, 0.7] } as const,
    /yunet knows .* received `thresholds`.*`detector: mtcnn`/,
  ],
  [{ scoreThreshold: 0.5 }, /mtcnn knows .* received `scoreThreshold`.*`detector: yunet` or `detector: yunet-n`/],
])('%j: an option of another detector is refused', (flags, message) => {
  expect(() => readDetector(flags, '/home')).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => readDetector(flags, '/home')).toThrow(message);
});

test.each(['mtcnn', 'srn'])('a file of weights of %s is relative to the folder of the command', (detector) => {
  const cwd = temporary();
  writeFiles(cwd, { 'mine/own.safetensors': encodeSafetensors(new Map(), { detector }) });
  const [option] = detectorOption();
  const parse = option?.parseArg as ((value: string) => DetectorRequest) | undefined;
  expect(readDetector({ detector: parse?.('mine/own.safetensors') ?? 'yunet' }, cwd)).toMatchObject({
    name: detector,
    weights: path.join(cwd, 'mine/own.safetensors'),
  });
});
