#!/usr/bin/env node
// In words that old versions of Node.js know: they are told what is expected, and see nothing of the program.
import { readFileSync } from 'fs';
import { setFlagsFromString } from 'v8';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const oldest = engines.node.replace(/[^0-9.]/g, '');

/** Whether a version is at least another, by major and minor number. */
const isAtLeast = (version, other) => {
  const [major, minor] = version.split('.').map(Number);
  const [otherMajor, otherMinor] = other.split('.').map(Number);
  return major > otherMajor || (major === otherMajor && minor >= otherMinor);
};

if (isAtLeast(process.versions.node, oldest)) {
  // Optimising JavaScript early, as the V8 of Node.js 20 does for pages, takes more processor time than it spares: of `align` a twentieth
  // (docs/performance.md). Later versions have no such option, and would say so.
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=2000000');
  import('../dist/bundle/main.js')
    .then(({ main }) => main(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
} else {
  process.stderr.write(`facekit: Expected Node.js ${oldest} or newer but this is ${process.versions.node}.\n`);
  process.exitCode = 1;
}
