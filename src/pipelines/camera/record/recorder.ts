import { once } from 'node:events';
import { access, constants, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, usageError } from '../../../core/errors.ts';
import type { RgbImage } from '../../../core/image.ts';
import { randomKey } from '../../../core/random.ts';
import { removeTemporaries, temporaryBeside } from '../../../files/atomic-file.ts';
import { writing } from '../../../files/output-errors.ts';
import { isGone, thisProcess } from '../../../files/process-id.ts';
import { resizeBilinear } from '../../../image/resize/bilinear.ts';
import { type Child, endInWords, startChild } from '../source/child.ts';
import { encoderArguments, formatOf } from './encoder-arguments.ts';

/** Writes a video, which appears whole when it is finished, or not at all. Dispose it at the end. */
export interface Recorder extends AsyncDisposable {
  /** Adds a picture at its time, in seconds; returns when more can be taken. */
  write(image: RgbImage, seconds: number): Promise<void>;
  /** Puts the video into its place, if it has a picture. */
  finish(): Promise<void>;
}

export interface RecorderOptions {
  /** The file of ffmpeg. */
  readonly program: string;
  /** Pictures a second of the video. */
  readonly picturesPerSecond: number;
}

/** @throws FacekitError `usage` for a kind of file that cannot be written, `output-not-writable` and others of writing */
export async function openRecorder(file: string, options: RecorderOptions): Promise<Recorder> {
  if (formatOf(file) === undefined)
    throw usageError(`Expected a video .mp4, .mkv or .mov for \`record\` but received ${path.basename(file)}.`);
  const folder = path.dirname(file);
  await writing(file, async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const isFolder = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) throw Object.assign(new Error('a folder is there'), { code: 'EISDIR' });
  });
  const self = thisProcess(randomKey());
  await removeTemporaries(folder, (owner, lastWrite) => isGone(owner, self, lastWrite));
  return new FfmpegRecorder(file, temporaryBeside(file, self, 'record'), options);
}

/** Of a live source that shows nothing for longer, only so many seconds stand still in the video. */
const LONGEST_STILL = 1;

class FfmpegRecorder implements Recorder {
  readonly #file: string;
  readonly #temporary: string;
  readonly #options: RecorderOptions;
  #encoder: Child | undefined;
  #size = { width: 0, height: 0 };
  /** The time of the next picture, in the seconds of the source. */
  #next = 0;

  constructor(file: string, temporary: string, options: RecorderOptions) {
    [this.#file, this.#temporary, this.#options] = [file, temporary, options];
  }

  async write(image: RgbImage, seconds: number): Promise<void> {
    this.#encoder ??= this.#start(image, seconds);
    const { width, height } = this.#size;
    const fits = image.width === width && image.height === height;
    const { data } = fits ? image : resizeBilinear(image, width, height);
    const step = 1 / this.#options.picturesPerSecond;
    this.#next = Math.max(this.#next, seconds - LONGEST_STILL);
    // The video has pictures at even times: each shows the newest one of the source.
    for (; this.#next <= seconds + step / 2; this.#next += step) await this.#send(this.#encoder, data);
  }

  async finish(): Promise<void> {
    const encoder = this.#encoder;
    if (!encoder) return;
    encoder.stdin.end();
    await this.#requireGood(encoder);
    this.#encoder = undefined;
    await writing(this.#file, () => rename(this.#temporary, this.#file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#encoder?.kill();
    await this.#encoder?.ended;
    await rm(this.#temporary, { force: true });
  }

  #start({ width, height }: RgbImage, seconds: number): Child {
    const { program, picturesPerSecond } = this.#options;
    this.#size = { width, height };
    this.#next = seconds;
    const format = formatOf(this.#file) ?? '';
    const encoder = startChild(
      program,
      encoderArguments({ width, height, picturesPerSecond, format, file: this.#temporary }),
    );
    encoder.stdout.resume();
    return encoder;
  }

  async #send(encoder: Child, data: Uint8Array): Promise<void> {
    if (encoder.stdin.write(data)) return;
    const drained = once(encoder.stdin, 'drain').then(
      () => true,
      () => false,
    );
    const goesOn = await Promise.race([drained, encoder.ended.then(() => false)]);
    if (!goesOn) await this.#requireGood(encoder);
  }

  async #requireGood(encoder: Child): Promise<void> {
    const end = await encoder.ended;
    if (end.exitCode === 0) return;
    const why = endInWords(end).replaceAll(this.#temporary, this.#file);
    throw new FacekitError('write-failed', `Could not write ${this.#file}: ${why}.`);
  }
}
