import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beside } from '../../support/beside.ts';
import { runCli, startCli } from '../../support/cli.ts';
import { describeWithFfmpeg, EILEEN, makeFilm } from '../../support/programs/film.ts';

describeWithFfmpeg('the sources of facekit camera', () => {
  let folder = '';
  let film = '';
  /** A stream of several seconds, beside which the other tests run. */
  let interrupted: ReturnType<typeof watchInterrupted>;
  const place = (name: string): string => path.join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'facekit-camera-'));
    film = makeFilm(place('film.mp4'), 20, [{ photograph: EILEEN, from: 0, to: 20, x: '10+10*t', y: '80' }]);
    writeFileSync(place('notes.txt'), 'no video\n'.repeat(100));
    writeFileSync(place('list.m3u8'), '#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n');
    mkdirSync(place('out.mp4'));
    interrupted = beside(watchInterrupted(film));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['no such file', ['--source', 'nowhere.mp4'], 1, /^facekit: No file at nowhere.mp4\.\n$/],
    ['text', ['--source', 'NOTES'], 1, /^facekit: Expected a video in .*notes\.txt but .*\.\n$/],
    ['a folder', ['--source', 'datasets'], 1, /^facekit: Expected a video in datasets but it is a folder\.\n$/],
    [
      'a playlist that leads elsewhere',
      ['--source', 'LIST'],
      1,
      /^facekit: Expected a video in .*list\.m3u8 but .*\n$/,
    ],
    [
      'an option',
      ['--source', '-loglevel'],
      2,
      /^facekit: Expected a camera's number, a file or an address for --source/,
    ],
    ['a protocol', ['--source', 'concat:a|b'], 2, /^facekit: Expected .* for --source but received concat:a\|b/],
    ['a camera that is not there', ['--source', '97'], 1, /^facekit: Expected a video from camera 97 but .*\n$/],
    [
      'a server that is not there',
      ['--source', 'tcp://127.0.0.1:9'],
      1,
      /^facekit: Expected a video from tcp:.* but .*refused\.\n$/,
    ],
    ['no gallery', ['nowhere', '--source', 'FILM'], 1, /^facekit: .*gallery.*\n$/],
    [
      'a folder in the place of the video',
      ['--source', 'FILM', '--record', 'OUT'],
      1,
      /out\.mp4 but something else is there/,
    ],
    ['a kind of video', ['--source', 'FILM', '--record', 'a.avi'], 2, /--record but received a\.avi/],
    ['a file in the place of a folder', ['--source', 'FILM', '--events', 'NOTES/e.jsonl'], 1, /notes\.txt/],
  ])('%s is refused with a sentence', async (_, args, code, words) => {
    const names = { NOTES: 'notes.txt', FILM: 'film.mp4', OUT: 'out.mp4', LIST: 'list.m3u8' };
    const filled = args.map((arg) => arg.replace(/^(NOTES|FILM|OUT|LIST)/, (name) => place(names[name as 'OUT'])));
    const { exitCode, stderr, stdout } = await runCli('camera', ...filled);
    expect(stderr).toMatch(words);
    expect([exitCode, stdout]).toEqual([code, '']);
  });

  test('without ffmpeg it says how to install it', async () => {
    const { result } = startCli(['camera', '--source', film], { env: { PATH: folder } });
    expect(await result).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^facekit: Expected ffmpeg, .* in a folder of PATH but it is not there: install it .*\.\n$/,
      ),
    });
  });

  test('Ctrl-C ends it soon; what is written is whole, and no ffmpeg is left', async () => {
    const video = place('stopped.mp4');
    const run = startCli(['camera', '--source', film, '--realtime', '--json', '--record', video]);
    await once(run.process.stdout ?? process.stdin, 'data');
    run.process.kill('SIGINT');
    const { exitCode, stdout } = await run.result;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/"event":"left".*\n\{"event":"ended"/);
    const shown = ['-show_entries', 'stream=codec_type', '-of', 'csv=p=0'];
    expect(execFileSync('ffprobe', ['-v', 'error', ...shown, video], { encoding: 'utf8' }).trim()).toBe('video');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(runningWith(film)).toEqual([]);
  });

  test('a stream that ends, or whose ffmpeg is killed, is opened again', async () => {
    const { address, connections, exitCode, stdout, stderr } = await interrupted;
    expect(exitCode).toBe(143);
    expect(connections).toBe(3);
    expect(stderr).toContain(`${address} is gone (the stream ended); trying again in 1 s.\n`);
    // Whoever is there leaves while the stream is away, and appears anew.
    expect(stdout.slice(0, stdout.lastIndexOf('"appeared"'))).toContain('"left"');
    expect(runningWith(address)).toEqual([]);
  });
});

/** Watches a film from a server until it was sent three times: it ends after 3 seconds, then its ffmpeg here is killed, then facekit. */
async function watchInterrupted(film: string) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const seconds = connections === 1 ? '3' : '20';
    const sending = ['-v', 'error', '-re', '-i', film, '-t', seconds, '-f', 'mpegts', 'pipe:1'];
    const sender = spawn('ffmpeg', sending);
    sender.stdout.on('error', () => undefined).pipe(socket);
    socket.on('error', () => undefined).on('close', () => sender.kill('SIGKILL'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const soon = ['--retry', '2', '--leave-after', '0.5', '--device', 'cpu'];
  const run = startCli(['camera', '--source', address, '--json', ...soon]);
  let printed = '';
  run.process.stdout?.on('data', (text: string) => (printed += text));
  const appearances = async (count: number): Promise<void> => {
    while (printed.split('"appeared"').length <= count) await once(run.process.stdout ?? process.stdin, 'data');
  };
  const said = (words: string): Promise<void> =>
    new Promise((resolve) => {
      run.process.stderr?.on('data', (text: string) => {
        if (text.includes(words)) resolve();
      });
    });
  await said('is back');
  await appearances(2);
  const isGone = said('was ended by SIGKILL');
  for (const pid of runningWith(address)) process.kill(pid, 'SIGKILL');
  await isGone;
  await said('is back');
  run.process.kill('SIGTERM');
  const result = await run.result;
  server.close();
  return { ...result, address, connections };
}

/** The numbers of programs of ffmpeg with an argument; none where the system does not show them. */
function runningWith(argument: string): number[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return program.endsWith('/ffmpeg') && args.some((arg) => arg.includes(argument));
      } catch {
        return false;
      }
    })
    .map(Number);
}
