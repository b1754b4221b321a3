import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from '../../src/main.ts';
import { createTestIo } from '../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';

const temporary = useTemporaryFolders();

describe('run', () => {
  test('an error of the user is one line', async () => {
    const { io, stdout, stderr } = createTestIo();
    expect(await run(['align', 'in', '--jobs', '0'], io)).toBe(2);
    expect(stderr()).toBe('facekit: Expected a whole number from 1 to 1024 for --jobs but received 0.\n');
    expect(stdout()).toBe('');
  });

  test('an option that would help is named as it is on the command line', async () => {
    const cwd = temporary();
    writeFiles(cwd, { 'pairs.txt': '1\t1\nAnn\t1\t2\nAnn\t1\tBob\t1\n' });
    const { io, stderr } = createTestIo({ cwd });
    expect(await run(['validate-lfw', 'nowhere', '--lfw-pairs', 'pairs.txt'], io)).toBe(1);
    expect(stderr()).toMatch(/name the folder of photographs and add --detect\.\n$/);
  });

  test('codes that would move the cursor are shown, not sent', async () => {
    const { io, stderr } = createTestIo();
    await run(['datasets', 'pull', 'a\tb\u001b[2J'], io);
    expect(stderr()).toBe('facekit: Expected lfw as the data set to pull but received a\tb\\u001b[2J.\n');
  });

  test.each([['--\u001b[2J\u202e'], ['\u001b[2J\u202e']])(
    'a word of the command line that moves the cursor is shown (%j)',
    async (word) => {
      const { io, stderr } = createTestIo();
      expect(await run(word.startsWith('--') ? ['align', word] : [word], io)).toBe(2);
      expect(stderr()).toContain('\\u001b[2J\\u202e');
      expect(stderr()).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
    },
  );

  test.each([
    [['classify', 'ADDRESS.json', 'a.jpg']],
    [['datasets', 'restore', 'ADDRESS']],
    [['bench', '--baseline', 'ADDRESS']],
    [['models', 'import', 'ADDRESS']],
    [['models', 'info', 'ADDRESS.onnx']],
    [['embed', '--files-from', 'ADDRESS', '--output', 'a.npy']],
  ])('an address in the place of a path keeps its secrets to itself: %j', async (words) => {
    const { io, stderr } = createTestIo();
    const address = 'https://me:secret@example.org/lfw?key=secret';
    expect(
      await run(
        words.map((word) => word.replace('ADDRESS', address)),
        io,
      ),
    ).toBeGreaterThan(0);
    expect(stderr()).toMatch(/^facekit: .*example\.org\/lfw/m);
    expect(stderr()).not.toContain('secret');
  });

  test('a file that the system refuses is one line', async () => {
    const { io, stderr } = createTestIo();
    const gallery = path.join(temporary(), 'gallery');
    symlinkSync('gallery', gallery);
    expect(await run(['gallery', 'list', gallery], io)).toBe(1);
    expect(stderr()).toMatch(/^facekit: Expected .*gallery.*\n$/);
  });

  test('anything else is a bug, with what it takes to report it', async () => {
    const { io, stderr } = createTestIo();
    const broken = {
      ...io,
      stdout: {
        write: () => {
          throw new TypeError('no write');
        },
      },
    };
    expect(await run(['--version'], broken)).toBe(70);
    expect(stderr()).toMatch(/^facekit: this is a bug, .*\nTypeError: no write\n +at /);
  });

  test.each(
    [
      ...[['align'], ['train-classifier'], ['dataset', 'check'], ['evaluate-identification'], ['validate-lfw']],
      ['evaluate-detection', '--annotations', 'faces.jsonl'],
      ['train', 'srn', '--annotations', 'faces.jsonl', '--output', 'srn.safetensors'],
    ].map((name) => [name]),
  )('%j wants a folder and no address, whose password and query are not repeated', async (name) => {
    const { io, stderr } = createTestIo();
    expect(await run([...name, 'https://me:secret@example.org/lfw?key=secret'], io)).toBe(2);
    expect(stderr()).toMatch(
      /^facekit: Expected a folder of images on this machine but .* https:\/\/example\.org\/lfw\?…: /,
    );
    expect(stderr()).not.toContain('secret');
  });

  test('options of the FaceNet scripts without a meaning here are noted', async () => {
    const { io, stderr } = createTestIo();
    await run(['align', '/no/such/folder', '--gpu_memory_fraction', '0.25', '--image_size', '160'], io);
    expect(stderr().split('\n')).toEqual([
      expect.stringMatching(/^Ignored --gpu_memory_fraction: /),
      expect.stringMatching(/^facekit: Expected a folder of images but \/no\/such\/folder does not exist/),
      '',
    ]);
  });

  test('the share of people who are not enrolled has a second name, which the help does not list', async () => {
    const wrong = createTestIo();
    expect(await run(['evaluate-identification', 'people', '--strangers', '2'], wrong.io)).toBe(2);
    expect(wrong.stderr()).toMatch(/Expected a number between 0 and 1 for --unknown-share but received 2\./);
    const help = createTestIo();
    await run(['evaluate-identification', '--help'], help.io);
    expect(help.stdout()).toMatch(/--unknown-share <share>/);
    expect(help.stdout()).not.toMatch(/--strangers/);
  });

  test.each([[['--help']], [['help']], [['align', '--help']], [['help', 'align']], [['--version']], [['-V']]])(
    '%j is no error',
    async (argv) => {
      const { io, stdout, stderr } = createTestIo();
      expect(await run(argv, io)).toBe(0);
      expect(stdout()).not.toBe('');
      expect(stderr()).toBe('');
    },
  );

  /** What a command line prints. */
  const printed = async (...argv: string[]): Promise<string> => {
    const { io, stdout } = createTestIo();
    await run(argv, io);
    return stdout();
  };

  test('the help of a command has its options, in whichever words it is asked for', async () => {
    const help = await printed('models', 'pull', '--help');
    expect(help).toMatch(/--from <url>/);
    expect(await printed('models', 'help', 'pull')).toBe(help);
  });

  test('the list of commands says which have options, without knowing them', async () => {
    const help = await printed('--help');
    expect(help).toMatch(/^ {2}align \[options\] \[input\] \[output\] /m);
    expect(help).toMatch(/^ {2}datasets\|dataset {2}/m);
    expect(help).toMatch(/^ {2}help \[command\] /m);
  });

  test('without a command the help is the error', async () => {
    const { io, stdout, stderr } = createTestIo();
    expect(await run([], io)).toBe(2);
    expect(stdout()).toBe('');
    expect(stderr()).toMatch(/^Usage: facekit/);
  });
});
