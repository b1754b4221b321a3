import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe } from '@jest/globals';
import { PROJECT } from '../cli.ts';

const SAMPLE = path.join(PROJECT, 'datasets/sample');
export const EILEEN = path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg');
export const GRACE = path.join(SAMPLE, 'Grace_Hopper/Grace_Hopper_0001.jpg');
export const GUEST = path.join(SAMPLE, 'Guest/Guest_0002.jpg');

const hasFfmpeg = isThere('ffmpeg') && isThere('ffprobe');

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** `describe` where ffmpeg is installed; else the tests are skipped, and a line says so. */
export function describeWithFfmpeg(name: string, body: () => void): void {
  if (!hasFfmpeg) process.stderr.write(`skipped: ${name} (no ffmpeg)\n`);
  (hasFfmpeg ? describe : describe.skip)(name, body);
}

/** A photograph that comes into a film and goes. */
export interface Appearance {
  readonly photograph: string;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
  /** Of its left upper corner: an expression of ffmpeg in which t is the time, in seconds. */
  readonly x: string;
  readonly y: string;
  /** Height in pixels. Default 320. */
  readonly height?: number;
}

/** Makes a film of 640 × 480 pixels and 25 pictures a second, in which photographs move over a grey ground. */
export function makeFilm(file: string, seconds: number, appearances: readonly Appearance[]): string {
  const inputs = appearances.flatMap(({ photograph }) => [
    '-loop',
    '1',
    '-framerate',
    '25',
    '-t',
    String(seconds),
    '-i',
    photograph,
  ]);
  const scaled = appearances.map(({ height = 320 }, i) => `[${i}]scale=-2:${height},setsar=1[p${i}]`);
  const laid = appearances.map(
    ({ from, to, x, y }, i) => `[g${i}][p${i}]overlay=x='${x}':y='${y}':enable='between(t,${from},${to})'[g${i + 1}]`,
  );
  const ground = `color=gray:s=640x480:r=25:d=${seconds}[g0]`;
  const graph = [ground, ...scaled, ...laid, `[g${appearances.length}]format=yuv420p[out]`].join(';');
  const args = ['-hide_banner', '-loglevel', 'error', '-y', ...inputs, '-filter_complex', graph, '-map', '[out]'];
  execFileSync('ffmpeg', [...args, '-r', '25', '-g', '25', file]);
  return file;
}
