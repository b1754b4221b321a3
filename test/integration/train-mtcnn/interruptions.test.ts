import { describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { steady, useMtcnnTrainings } from '../../support/training/train-mtcnn.ts';

const { place, portraits, run } = useMtcnnTrainings();

describe('a training of MTCNN that is interrupted', () => {
  test('keeps what it has learnt, and goes on to the bytes of one that was not', async () => {
    const [whole, parts] = [place('whole.safetensors'), place('parts.safetensors')];
    const given = { network: 'pnet', annotations: [portraits()], steps: 8, checkpointSteps: 3 } as const;
    const { sha256 } = await run({ ...given, output: whole });
    const stop = new AbortController();
    const step = (done: number): void => {
      if (done === 5) stop.abort('SIGINT');
    };
    await expect(run({ ...given, output: parts }, { step, signal: stop.signal })).rejects.toThrow(
      /^Interrupted at step 5; go on from .*checkpoint-00000005\.safetensors with `resume`\.$/,
    );
    const checkpoints = `${parts}.checkpoints`;
    expect(await readdir(checkpoints)).toEqual(['checkpoint-00000003.safetensors', 'checkpoint-00000005.safetensors']);
    await expect(run({ ...given, output: parts })).rejects.toMatchObject({ code: 'output-exists' });
    await expect(run({ ...given, output: parts, resume: true, seed: 4 })).rejects.toThrow(/with seed 4 but .* has 3/);
    await expect(run({ ...given, output: parts, resume: true, network: 'rnet' })).rejects.toThrow(
      /with network rnet but .* has pnet/,
    );
    const steps: number[] = [];
    const resumed = await run({ ...given, output: parts, resume: true }, { step: (done) => steps.push(done) });
    expect(steps).toEqual([6, 7, 8]);
    expect(resumed.sha256).toBe(sha256);
    await expect(readdir(checkpoints)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('goes on where a checkpoint cannot be written, and says so', async () => {
    const output = place('no-room.safetensors');
    const notices: string[] = [];
    const step = (done: number): void => {
      if (done === 2) writeFileSync(`${output}.checkpoints`, 'in the way');
    };
    const given = { network: 'pnet', annotations: [portraits()], output, steps: 4, checkpointSteps: 3 } as const;
    const { steps } = await run(given, { step, notices: (line) => notices.push(line) });
    expect(steps).toBe(4);
    expect(notices).toEqual([expect.stringMatching(/^No checkpoint of step 3: .*\.checkpoints/)]);
  });

  test('because its weights grow without end is explained, and nothing is written', async () => {
    const output = place('grown.safetensors');
    const given = { network: 'pnet', annotations: [portraits()], output, steps: 50 } as const;
    await expect(run({ ...given, learningRate: steady(1e20) })).rejects.toThrow(/weights grew without end .* smaller/);
    await expect(readFile(output)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
