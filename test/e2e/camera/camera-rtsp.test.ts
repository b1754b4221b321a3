import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beside } from '../../support/beside.ts';
import { runCli } from '../../support/cli.ts';
import { describeWithFfmpeg, EILEEN, GUEST, makeFilm } from '../../support/programs/film.ts';
import { startRtspServer, type Transport } from '../../support/programs/rtsp-server.ts';

// A camera in the network that sends two people, one of whom is enrolled, over TCP or over UDP alone.
describeWithFfmpeg('facekit camera on an RTSP stream', () => {
  let folder = '';
  let film = '';
  let gallery = '';

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'facekit-rtsp-'));
    gallery = path.join(folder, 'gallery');
    film = makeFilm(path.join(folder, 'film.mp4'), 5, [
      { photograph: EILEEN, from: 0, to: 5, x: '10+10*t', y: '80' },
      { photograph: GUEST, from: 0, to: 5, x: '380-10*t', y: '90' },
    ]);
    await runCli('gallery', 'enrol', gallery, EILEEN, '--name', 'Eileen', '--model', 'mobilefacenet', '--quiet');
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a camera of each kind shows; both are watched at a time, since most of it is waiting. */
  let watched: Readonly<Record<Transport, ReturnType<typeof runCli>>>;

  beforeAll(() => {
    const watch = async (transport: Transport) => {
      await using server = await startRtspServer(film, folder, transport);
      const options = ['--source', server.address, '--max-frames', '60', '--json', '--device', 'cpu'];
      return await runCli('camera', gallery, ...options);
    };
    watched = { tcp: beside(watch('tcp')), udp: beside(watch('udp')) };
  });

  test.each(['tcp', 'udp'] as const)(
    'over %s',
    async (transport) => {
      const { exitCode, stdout, stderr } = await watched[transport];
      expect([exitCode, stderr]).toEqual([0, '']);
      const lines = stdout.trim().split('\n');
      const ended = JSON.parse(lines.at(-1) ?? '') as { frames: number; people: string[]; unknown: number };
      expect(ended).toMatchObject({ event: 'ended', frames: 60, people: ['Eileen'], unknown: 1 });
    },
    60_000,
  );
});
