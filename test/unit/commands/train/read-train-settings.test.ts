import { Command, type Option } from 'commander';
import { describe, expect, test } from '@jest/globals';
import {
  fineTuneOptions,
  trainDistilOptions,
  trainTripletOptions,
  type TrainDistilFlags,
  type TrainSoftmaxFlags,
  type TrainTripletFlags,
} from '../../../../src/commands/train/options.ts';
import {
  readDistilSettings,
  readSoftmaxSettings,
  readTripletSettings,
} from '../../../../src/commands/train/read-train-settings.ts';

/** The flags of a command line. */
function parse(options: readonly Option[], args: string): unknown {
  const command = new Command().exitOverride();
  for (const option of options) command.addOption(option);
  command.parse(args.split(' '), { from: 'user' });
  return command.opts();
}

const FURTHER = '--name far --pretrained-model mobilefacenet';
const distil = (more = '') =>
  readDistilSettings('people', parse(trainDistilOptions(), FURTHER + more) as TrainDistilFlags, '/data');
const triplet = (more = '') =>
  readTripletSettings('people', parse(trainTripletOptions(), `--name near${more}`) as TrainTripletFlags, '/data');

describe('the settings of a training', () => {
  test('distil degrades half of the crops, with small steps', async () => {
    const further = { optimiser: 'adam', adamEpsilon: 1e-8, objective: 'distil', pretrained: 'mobilefacenet' };
    expect(await distil()).toMatchObject({ ...further, degradation: { share: 0.5, smallest: 16, largest: 24 } });
    const others = { share: 0.25, smallest: 12, largest: 12 };
    expect(await distil(' --degrade 0.25 --degrade-to 12')).toMatchObject({ degradation: others });
  });

  test('finetune has small steps too, and whole crops', async () => {
    const flags = parse(fineTuneOptions(), FURTHER) as TrainSoftmaxFlags;
    const small = { optimiser: 'adam', adamEpsilon: 1e-8, learningRate: { kind: 'decaying', rate: 3e-5 } };
    const usual = { ...small, head: 'means', degradation: { share: 0 } };
    expect(await readSoftmaxSettings('people', flags, '/data')).toMatchObject(usual);
    const random = parse(fineTuneOptions(), `${FURTHER} --head random`) as TrainSoftmaxFlags;
    expect(await readSoftmaxSettings('people', random, '/data')).toMatchObject({ head: 'random' });
  });

  test("from scratch Adam has FaceNet's epsilon", async () => {
    expect(await triplet()).toMatchObject({ optimiser: 'adagrad', adamEpsilon: 0.1, engine: 'onnxruntime' });
  });

  test('distil without degraded crops is refused', async () => {
    await expect(distil(' --degrade 0')).rejects.toMatchObject({ code: 'usage', message: /above 0 for `degrade`/ });
  });

  test('statistics that are not there yet cannot stay', async () => {
    await expect(triplet(' --freeze-statistics')).rejects.toMatchObject({
      code: 'usage',
      message: /Expected `resume`/,
    });
    expect(await triplet(' --freeze-statistics --resume')).toMatchObject({ freezeStatistics: true });
    const further = triplet(' --freeze-statistics --pretrained-model mobilefacenet');
    expect(await further).toMatchObject({ freezeStatistics: true });
  });
});
