import { describe, expect, test } from '@jest/globals';
import { Attendance } from '../../../../src/pipelines/camera/people/attendance.ts';
import { Recognizer } from '../../../../src/pipelines/camera/people/recognizer.ts';
import { type Vote, Votes } from '../../../../src/pipelines/camera/people/votes.ts';
import type { Track } from '../../../../src/pipelines/camera/tracking/tracker.ts';

const ann = (distance: number): Vote => ({ person: 'Ann', distance });
const nobody: Vote = { person: null, distance: 1.5 };

describe('votes', () => {
  const after = (...given: readonly Vote[]): Vote | undefined => {
    const votes = new Votes(3);
    for (const vote of given) votes.add(vote);
    return votes.settled;
  };

  test('a name stands once three of the last five looks agree', () => {
    expect(after(ann(0.2), ann(0.3))).toBeUndefined();
    expect(after(ann(0.25), nobody, ann(0.5), ann(0.75))).toEqual(ann(0.5));
    // Of the last five only two say Ann.
    expect(after(ann(0.2), nobody, ann(0.3), nobody, { person: 'Bob', distance: 1 }, ann(0.3))).toBeUndefined();
  });

  test('it stays until as many agree on another', () => {
    expect(after(ann(0.25), ann(0.25), ann(0.25), nobody, nobody)).toEqual(ann(0.25));
    expect(after(ann(0.25), ann(0.25), ann(0.25), nobody, nobody, nobody)).toEqual(nobody);
  });
});

const track = (id: number, { firstSeen = 0, lastSeen = 1 } = {}): Track => ({
  id,
  face: { box: { x1: 10 * id, y1: 0, x2: 10 * id + 5.04, y2: 5 }, score: 0.9 },
  firstSeen,
  lastSeen,
  isSeen: true,
});

describe('attendance', () => {
  const names = (...entries: readonly [number, Vote][]): Map<number, Vote> => new Map(entries);

  test('who appears is told once a name is settled, with the time of the first look, and who leaves with that of the last', () => {
    const attendance = new Attendance();
    expect(attendance.update([track(1)], names(), 0.5).events).toEqual([]);
    expect(attendance.update([track(1, { firstSeen: 0.25 })], names([1, ann(0.31234)]), 1).events).toEqual([
      {
        event: 'appeared',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        seconds: 0.25,
        track: 1,
        person: 'Ann',
        distance: 0.312,
        box: [10, 0, 15, 5],
      },
    ]);
    expect(attendance.update([track(1)], names([1, ann(0.3)]), 2).events).toEqual([]);
    expect(attendance.leave([track(1, { firstSeen: 0.25, lastSeen: 2 })])).toMatchObject([
      { event: 'left', seconds: 2, since: 0.25, person: 'Ann' },
    ]);
    expect(attendance.leave([track(1), track(7)])).toEqual([]);
    expect(attendance.visitors).toEqual({ people: ['Ann'], unknown: 0 });
  });

  test('an unknown person who turns out to be somebody is told with the name before', () => {
    const attendance = new Attendance();
    attendance.update([track(1)], names([1, nobody]), 1);
    expect(attendance.visitors).toEqual({ people: [], unknown: 1 });
    expect(attendance.update([track(1)], names([1, ann(0.4)]), 3).events).toMatchObject([
      { event: 'named', seconds: 3, person: 'Ann', was: null, track: 1 },
    ]);
    expect(attendance.visitors).toEqual({ people: ['Ann'], unknown: 0 });
  });

  test('somebody who is lost and found goes on with the number; a second stranger does not', () => {
    const attendance = new Attendance();
    attendance.update([track(1), track(2)], names([1, ann(0.4)], [2, nobody]), 1);
    const found = attendance.update([track(3), track(4)], names([3, ann(0.4)], [4, nobody]), 2);
    expect(found).toMatchObject({ events: [{ event: 'appeared', track: 4, person: null }], replaced: [1] });
    expect(attendance.leave([track(1)])).toEqual([]);
    expect(attendance.leave([track(3, { firstSeen: 1.5 })])).toMatchObject([{ event: 'left', track: 1, since: 0 }]);
  });
});

describe('the recognizer', () => {
  const image = { width: 100, height: 20, data: new Uint8Array(6000) };

  /** Faces are embedded as the number of pixels from the left; people are at places, nearest first. */
  function recognizer(identify: (embeddings: readonly Float32Array[]) => readonly Vote[]) {
    const embedded: number[] = [];
    const made = new Recognizer({
      embedder: {
        info: { alignment: { kind: 'box', margin: 0 }, inputSize: 4 },
        embed: (faces) => {
          embedded.push(faces.length);
          return Promise.resolve(faces.map(() => Float32Array.of(1)) as never);
        },
      },
      flip: false,
      agreeing: 2,
      identify: (embeddings) =>
        Promise.resolve(identify(embeddings).map((vote) => ({ ...vote, margin: null, candidates: [] }))),
    });
    return { made, embedded };
  }

  test('a face is looked at until its name is settled, then once a second', async () => {
    const { made, embedded } = recognizer((embeddings) => embeddings.map(() => ann(0.5)));
    for (const seconds of [0, 0.1, 0.2, 0.9, 1.2, 1.3]) await made.look(image, [track(1)], seconds);
    expect(embedded).toEqual([1, 1, 1]);
    expect(made.namesOf([track(1)])).toEqual(new Map([[1, ann(0.5)]]));
    made.forget(1);
    expect(made.namesOf([track(1)])).toEqual(new Map());
  });

  test('all faces that are seen are weighed together, though one alone is looked at', async () => {
    const weighed: number[] = [];
    const { made } = recognizer((embeddings) => {
      weighed.push(embeddings.length);
      return embeddings.map(() => nobody);
    });
    await made.look(image, [track(1)], 0);
    await made.look(image, [track(1)], 0.1);
    await made.look(image, [track(1), track(2)], 0.2);
    expect(weighed).toEqual([1, 1, 2]);
  });

  test('of two faces with one name the nearer has it', async () => {
    const distances = [0.6, 0.4];
    const { made } = recognizer((embeddings) => embeddings.map((_, i) => ann(distances[i] ?? 4)));
    await made.look(image, [track(1), track(2)], 0);
    await made.look(image, [track(1), track(2)], 0.1);
    expect(made.namesOf([track(1), track(2)])).toEqual(
      new Map<number, Vote>([
        [2, ann(0.4)],
        [1, { person: null, distance: 0.6 }],
      ]),
    );
  });
});
