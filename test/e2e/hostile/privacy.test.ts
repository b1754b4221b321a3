import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT, startCli } from '../../support/cli.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const GUEST = path.join(PROJECT, 'datasets/sample/Guest');

/** Models that facekit has prepared for this processor, in its own cache. */
const OWN = /^prepared(?:[\\/][0-9a-f-]+\.ort)?$/;

/**
 * ONNX Runtime's telemetry, where it is on, leaves an identifier of the device in the cache folder and a log in the temporary one. In
 * continuous integration it is off by itself, so that must not show.
 */
test.each([
  ['in worker threads', ['align', GUEST, 'OUTPUT']],
  ['in the main thread', ['compare', ...[1, 2].map((n) => path.join(GUEST, `Guest_000${n}.jpg`))]],
])(
  'networks report to nobody, %s',
  async (_, args) => {
    const folder = temporary();
    const folders = Object.fromEntries(
      ['HOME', 'TMPDIR', 'FACEKIT_CACHE'].map((name) => [name, path.join(folder, name)]),
    );
    for (const each of Object.values(folders)) mkdirSync(each);
    const words = args.map((word) => (word === 'OUTPUT' ? path.join(folder, 'crops') : word));
    const env = { ...folders, CI: undefined, ORT_DISABLE_TELEMETRY: undefined, XDG_CACHE_HOME: undefined };
    const { exitCode } = await startCli(words, { env }).result;
    expect(exitCode).toBe(0);
    const left = Object.values(folders).flatMap((each) => readdirSync(each, { recursive: true, encoding: 'utf8' }));
    expect(left.filter((name) => !OWN.test(name))).toEqual([]);
  },
  60_000,
);
