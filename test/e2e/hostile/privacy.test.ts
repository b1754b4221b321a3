import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
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
 *
 * @returns what `run` leaves behind in these folders, as it gets them by its environment
 */
async function leftBehind(run: (env: Record<string, string | undefined>) => Promise<unknown>): Promise<string[]> {
  const folder = temporary();
  const folders = Object.fromEntries(
    ['HOME', 'TMPDIR', 'FACEKIT_CACHE'].map((name) => [name, path.join(folder, name)]),
  );
  for (const each of Object.values(folders)) mkdirSync(each);
  await run({ ...folders, CI: undefined, ORT_DISABLE_TELEMETRY: undefined, XDG_CACHE_HOME: undefined });
  const left = Object.values(folders).flatMap((each) => readdirSync(each, { recursive: true, encoding: 'utf8' }));
  return left.filter((name) => !OWN.test(name));
}

test.each([
  ['in worker threads', ['align', GUEST, 'OUTPUT']],
  ['in the main thread', ['compare', ...[1, 2].map((n) => path.join(GUEST, `Guest_000${n}.jpg`))]],
])(
  'networks report to nobody, %s',
  async (_, args) => {
    const words = args.map((word) => (word === 'OUTPUT' ? path.join(temporary(), 'crops') : word));
    const left = await leftBehind(async (env) => {
      const { exitCode } = await startCli(words, { env }).result;
      expect(exitCode).toBe(0);
    });
    expect(left).toEqual([]);
  },
  60_000,
);

test('networks report to nobody, of the library', async () => {
  const library = pathToFileURL(path.join(PROJECT, 'dist/bundle/index.js')).href;
  const program = `
    import { embedImages } from ${JSON.stringify(library)};
    const { rows } = await embedImages([${JSON.stringify(GUEST)}], { model: 'mobilefacenet', detect: true });
    console.log(rows.length);`;
  const left = await leftBehind(async (env) => {
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    expect(Number(stdout)).toBeGreaterThan(0);
  });
  expect(left).toEqual([]);
}, 60_000);
