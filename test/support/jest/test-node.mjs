// Runs the tests on another version of Node.js: npm run test:node -- 20.11.0 [options of jest]
// The npm package `node` carries the binaries; they are put beside the temporary files and used again.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [version, ...args] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(version ?? '')) {
  process.stderr.write('Expected a version: npm run test:node -- 20.11.0 [options of jest]\n');
  process.exit(2);
}
const folder = path.join(tmpdir(), `facekit-node-${version}`);
const bin = path.join(folder, 'node_modules/node/bin');
if (!existsSync(bin)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`], {
    cwd: folder,
    stdio: 'inherit',
  });
}
const node = path.join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
process.stdout.write(`Node.js ${execFileSync(node, ['--version'], { encoding: 'utf8' })}`);
const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
// Node.js knows --disable-warning since 20.19 and 21.3.
const [major, minor] = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.').map(Number);
const known = major > 20 || minor >= 19 ? jest : jest.slice(1);
const { status } = spawnSync(node, [...known, ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
});
process.exit(status ?? 1);
