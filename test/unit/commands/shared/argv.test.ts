import { describe, expect, test } from '@jest/globals';
import { testResults } from '../../../support/tables.ts';
import { normaliseArgv, type OptionShapes } from '../../../../src/commands/shared/argv.ts';

const shapes: OptionShapes = {
  flags: new Set(['--detect-multiple-faces', '--no-auto-orient', '--random-order']),
  lists: new Map([['--thresholds', 3]]),
  ignored: new Map([['--gpu-memory-fraction', 'no TensorFlow.']]),
  aliases: new Map([['--align', '--detect']]),
};

const normal = (line: string): string => normaliseArgv(line.split(' '), shapes).argv.join(' ');

describe('normaliseArgv', () => {
  testResults('%s', normal, [
    ['align in out --image_size 160', 'align in out --image-size 160'],
    ['align --image_size=160 in', 'align --image-size=160 in'],
    ['align my_photos out_160 --margin 32', 'align my_photos out_160 --margin 32'],
    ['align in --detect_multiple_faces True --margin 3', 'align in --detect-multiple-faces --margin 3'],
    ['align in --detect_multiple_faces False --margin 3', 'align in --margin 3'],
    ['align in --detect_multiple_faces=true', 'align in --detect-multiple-faces'],
    ['align --detect-multiple-faces in out', 'align --detect-multiple-faces in out'],
    ['align --random_order in', 'align --random-order in'],
    ['align --thresholds 0.6 0.7 0.7 in', 'align --thresholds 0.6,0.7,0.7 in'],
    ['align --thresholds 0.6,0.7,0.7 3 4', 'align --thresholds 0.6,0.7,0.7 3 4'],
    ['align in -- --image_size', 'align in -- --image_size'],
    ['align --un_known 3', 'align --un-known 3'],
    ['align --image-size', 'align --image-size'],
  ]);

  test.each([
    'align --gpu_memory_fraction 0.25 in',
    'align --gpu_memory_fraction=0.25 in',
    'align --gpu-memory-fraction 0.25 in',
  ])('leaves out, with a note: %s', (line) => {
    const { argv, notes } = normaliseArgv(line.split(' '), shapes);
    expect(argv).toEqual(['align', 'in']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^Ignored --gpu.memory.fraction: no TensorFlow\.$/);
  });
});
