import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../../src/core/image.ts';
import { decodePictures } from '../../../../src/pipelines/camera/source/decode.ts';
import { liveFrames, type LiveOptions } from '../../../../src/pipelines/camera/source/live-frames.ts';
import { parseSource } from '../../../../src/pipelines/camera/source/video-source.ts';

/** The pictures of a program in the place of ffmpeg: a line of JavaScript, in which `picture(n)` is a PPM of 4 × 2 pixels of the value n. */
function pictures(script: string, signal = new AbortController().signal): AsyncGenerator<RgbImage> {
  const picture = `const picture = (n) => Buffer.concat([Buffer.from('P6\\n4 2\\n255\\n'), Buffer.alloc(24, n)]);`;
  const write = `const write = (bytes) => new Promise((resolve) => process.stdout.write(bytes, resolve));`;
  const args = ['--input-type=module', '-e', `${picture}${write}${script}`];
  const source = parseSource('rtsp://user:secret@cam/live', '/');
  return decodePictures({ source, program: process.execPath, args, signal });
}

async function valuesOf(images: AsyncIterable<RgbImage>): Promise<number[]> {
  const values: number[] = [];
  for await (const { data } of images) values.push(data[0] ?? -1);
  return values;
}

describe('the pictures of ffmpeg', () => {
  test('come in their order, however they are cut into pieces', async () => {
    const script = `const all = Buffer.concat([1, 2, 3].map(picture));
      for (let i = 0; i < all.length; i += 7) await write(all.subarray(i, i + 7));`;
    expect(await valuesOf(pictures(script))).toEqual([1, 2, 3]);
  });

  test.each([
    [
      'fails',
      `console.error('rtsp://user:secret@cam/live: 401 secret'); process.exitCode = 1;`,
      'ffmpeg says: rtsp://cam/live: 401 …',
    ],
    ['fails without a word', 'await write(picture(1)); process.exitCode = 3;', 'ffmpeg ended with 3'],
    ['is killed', `await write(picture(1)); process.kill(process.pid, 'SIGKILL');`, 'ffmpeg was ended by SIGKILL'],
    ['ends within a picture', 'await write(picture(1).subarray(0, 20));', 'it ended'],
    ['gives something else', `await write('x'.repeat(100));`, 'received something else'],
  ])('where it %s, that is said', async (_, script, words) => {
    const run = valuesOf(pictures(script));
    await expect(run).rejects.toMatchObject({ code: 'source-not-usable', message: expect.stringContaining(words) });
    await expect(run).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  test('a program that is not there is said too', async () => {
    const source = parseSource('a.mp4', '/');
    const run = valuesOf(
      decodePictures({ source, program: '/nowhere/ffmpeg', args: [], signal: new AbortController().signal }),
    );
    await expect(run).rejects.toMatchObject({ message: expect.stringContaining('ENOENT') });
  });

  test('the program ends with the signal, and when nobody asks for more', async () => {
    const endless = 'for (let i = 0; ; i++) await write(picture(i % 256));';
    const controller = new AbortController();
    const values: number[] = [];
    for await (const { data } of pictures(endless, controller.signal)) {
      values.push(data[0] ?? -1);
      if (values.length === 5) controller.abort();
    }
    expect(values.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    for await (const { data } of pictures(endless)) if (data[0] === 9) break;
  });
});

describe('live frames', () => {
  const picture = (value: number): RgbImage => ({ width: 1, height: 1, data: Uint8Array.of(value, 0, 0) });

  function live(open: (attempt: number) => AsyncGenerator<RgbImage>, options: Partial<LiveOptions> = {}) {
    const said: string[] = [];
    let attempts = 0;
    const frames = liveFrames(() => open((attempts += 1)), {
      ...{ shown: 'the camera', retries: 1, ends: false, signal: new AbortController().signal },
      onLost: (reason, seconds) => said.push(`${reason} ${seconds}`),
      onBack: () => said.push('back'),
      ...options,
    });
    return { frames, said };
  }

  test('the newest is given, and what comes meanwhile is left out', async () => {
    const { frames } = live(
      async function* () {
        await Promise.resolve();
        for (let value = 0; value < 200; value++) yield picture(value);
      },
      { ends: true },
    );
    const values: (number | undefined)[] = [];
    for await (const { image } of frames) {
      values.push(image?.data[0]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(values.at(-1)).toBe(199);
    expect(values.length).toBeLessThan(10);
  });

  test('a source that goes away is opened again; when it does not come back, that is an error', async () => {
    const { frames, said } = live(async function* (attempt) {
      await Promise.resolve();
      if (attempt < 3) yield picture(attempt);
    });
    const values: (number | undefined)[] = [];
    const run = (async () => {
      for await (const { image } of frames) if (image) values.push(image.data[0]);
    })();
    await expect(run).rejects.toMatchObject({
      code: 'source-lost',
      message: 'Expected the camera to go on but the stream ended: see that it is there, and start again.',
    });
    expect(values).toEqual([1, 2]);
    expect(said).toEqual(['the stream ended 1', 'back', 'the stream ended 1']);
  });

  test('while it is away, time goes by', async () => {
    const stop = new AbortController();
    const { frames } = live(
      async function* (attempt) {
        await Promise.resolve();
        if (attempt === 1) yield picture(1);
      },
      { signal: stop.signal, retries: Infinity },
    );
    const seconds: number[] = [];
    for await (const frame of frames) {
      if (frame.image) continue;
      seconds.push(frame.seconds);
      stop.abort();
    }
    expect(seconds).toHaveLength(1);
  });
});
