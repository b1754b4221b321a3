import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { facekitVersion, installedVersion, PACKAGE_ROOT } from '../files/package-info.ts';

const RULE = '--------------------';

/** The content of `revision_info.txt`, laid out as FaceNet's `store_revision_info` does, with the versions that count here. */
export async function revisionInfo(argv: readonly string[]): Promise<string> {
  const versions = [
    `facekit version: ${facekitVersion()}`,
    `node version: ${process.version}`,
    `onnxruntime-node version: ${installedVersion('onnxruntime-node') ?? 'not installed'}`,
    `sharp version: ${installedVersion('sharp') ?? 'not installed'}`,
  ];
  const { hash, diff } = await checkout();
  return [`arguments: ${argv.join(' ')}`, ...versions, `git hash: ${hash}`, diff].join(`\n${RULE}\n`);
}

/** facekit's own commit and changes. Inside another project's `node_modules` that project's commit would say nothing. */
async function checkout(): Promise<{ hash: string; diff: string }> {
  try {
    if ((await git('rev-parse', '--show-toplevel')) !== PACKAGE_ROOT) throw new Error('another checkout');
    return { hash: await git('rev-parse', 'HEAD'), diff: await git('diff', 'HEAD') };
  } catch {
    return { hash: 'not a git checkout', diff: '' };
  }
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: PACKAGE_ROOT, maxBuffer: 64 * 2 ** 20 });
  return stdout.trim();
}
