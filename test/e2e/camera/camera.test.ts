import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../../support/cli.ts';
import { describeWithFfmpeg, EILEEN, GRACE, GUEST, makeFilm } from '../../support/programs/film.ts';

interface Event {
  readonly event: string;
  readonly seconds: number;
  readonly track: number;
  readonly person: string | null;
  readonly since?: number;
}

/** Who comes and goes in the film, and when. */
const SCHEDULE = [
  ['appeared', 'Eileen Collins', 0],
  ['appeared', 'The Guest', 1],
  ['left', 'Eileen Collins', 4],
  ['left', 'The Guest', 5],
  ['appeared', null, 5.2],
  ['left', null, 9],
] as const;

const lines = (text: string): Event[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);

// Two people who are enrolled and a stranger, in a real film, by the built program with the bundled model.
describeWithFfmpeg('facekit camera on a file', () => {
  let folder = '';
  let film = '';
  let gallery = '';
  const place = (name: string): string => path.join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'facekit-camera-'));
    gallery = place('gallery');
    // Eileen is there from the beginning, the guest from 1 to 5 s; the stranger comes at 5.2, when both are gone for good.
    film = makeFilm(place('film.mp4'), 9, [
      { photograph: EILEEN, from: 0, to: 4, x: '10+10*t', y: '80' },
      { photograph: GUEST, from: 1, to: 5, x: '380-10*t', y: '90' },
      { photograph: GRACE, from: 5.2, to: 9, x: '200', y: '60+10*(t-5)' },
    ]);
    for (const [name, photograph] of [
      ['Eileen Collins', EILEEN],
      ['The Guest', GUEST],
    ] as const)
      await runCli(
        'gallery',
        'enrol',
        gallery,
        photograph,
        '--name',
        name,
        '--model',
        'mobilefacenet',
        '--device',
        'cpu',
      );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a detector without landmarks is refused before the video or a file of the output is opened', async () => {
    const events = place('unsuited.jsonl');
    const args = ['camera', gallery, '--source', place('no-film.mp4'), '--events', events, '--detector', 'srn'];
    expect(await runCli(...args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/for the model mobilefacenet, but received srn/) as unknown,
    });
    expect(existsSync(events)).toBe(false);
  });

  test('both are named, the stranger is unknown, and each comes and goes once', async () => {
    const out = ['--events', place('events.jsonl'), '--snapshots', place('snaps'), '--record', place('out.mp4')];
    const { exitCode, stdout, stderr } = await runCli(
      'camera',
      gallery,
      '--source',
      film,
      '--json',
      '--device',
      'cpu',
      ...out,
    );
    expect([stderr, exitCode]).toEqual(['', 0]);
    const printed = lines(stdout);
    expect(printed.at(-1)).toMatchObject({
      event: 'ended',
      frames: 225,
      people: ['Eileen Collins', 'The Guest'],
      unknown: 1,
    });
    const events = lines(readFileSync(place('events.jsonl'), 'utf8'));
    expect(printed.slice(0, -1)).toEqual(events);
    // Within the two looks that it takes to be sure of a face, and one that may miss it.
    for (const [name, person, at] of SCHEDULE) {
      const [event, ...more] = events.filter((each) => each.event === name && each.person === person);
      expect(more).toEqual([]);
      expect(Math.abs((event?.seconds ?? NaN) - at)).toBeLessThan(0.3);
    }
    expect(events).toHaveLength(SCHEDULE.length);
    expect(new Set(events.map(({ track }) => track)).size).toBe(3);
    expect(
      readdirSync(place('snaps'))
        .map((name) => name.replace(/^\w+-\d+-/, ''))
        .sort(),
    ).toEqual(['Eileen_Collins.jpg', 'The_Guest.jpg', 'unknown.jpg']);
    const shown = ['-show_entries', 'stream=width,height,nb_frames', '-of', 'csv=p=0'];
    expect(execFileSync('ffprobe', ['-v', 'error', ...shown, place('out.mp4')], { encoding: 'utf8' }).trim()).toBe(
      '640,480,225',
    );
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test('a run gives the same events each time; without a gallery faces have numbers', async () => {
    const args = ['camera', '--source', film, '--json', '--max-frames', '60', '--device', 'cpu'];
    const runs = [await runCli(...args), await runCli(...args)].map(({ stdout }) =>
      lines(stdout)
        .slice(0, -1)
        .map(({ event, seconds, track, person }) => [event, seconds, track, person]),
    );
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]?.map(([event, , track, person]) => [event, track, person])).toEqual([
      ['appeared', 1, null],
      ['appeared', 2, null],
      ['left', 1, null],
      ['left', 2, null],
    ]);
  });
});
