/**
 * Speed on this machine: `npm run bench` prints one table and writes bench/results/<time>.json; README.md says how to read it.
 * `npm run bench -- align embed` runs some of the suites, `--quick` all on less data, `--save-baseline` keeps the figures to
 * compare with, and `npm run bench -- peers` measures other programs beside facekit (`--only scikit`: some of them).
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { thisMachine } from '../dist/pipelines/bench/this-machine.js';
import { formatBench } from '../dist/report/text/bench.js';
import { align } from './align.mjs';
import { classifier } from './classifier.mjs';
import { compare } from './compare.mjs';
import { embed } from './embed.mjs';
import { formatBeside } from './end-to-end.mjs';
import { gallery } from './gallery.mjs';
import { runPeers } from './peers/run.mjs';
import { serve } from './serve.mjs';
import { scaling } from './scaling.mjs';
import { readBaseline, saveBaseline, saveReport } from './support/baseline.mjs';
import { validateLfw } from './validate-lfw.mjs';
import { yardstick } from './yardstick.mjs';

const SUITES = { yardstick, align, embed, compare, 'validate-lfw': validateLfw, classifier, gallery, serve, scaling };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    'save-baseline': { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const known = [...Object.keys(SUITES), 'peers'];
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`Expected suites of ${known.join(', ')} but received ${unknown.join(', ')}`);

const folder = await mkdtemp(path.join(os.tmpdir(), 'facekit-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
if (positionals.includes('peers')) await runPeers({ folder, ...options });
else await runSuites(positionals.length > 0 ? ['yardstick', ...positionals] : Object.keys(SUITES));

async function runSuites(names) {
  const figures = [];
  for (const name of new Set(names))
    for await (const figure of SUITES[name]({ folder, quick: options.quick })) {
      figures.push(figure);
      process.stderr.write(`measured ${figure.name}\n`);
    }
  const report = { ...thisMachine(), date: new Date().toISOString(), quick: options.quick, figures };
  const baseline = await readBaseline(report);
  console.log(formatBench(report, baseline));
  for (const line of formatBeside(figures)) console.log(line);
  console.log(await saveReport(report));
  if (options['save-baseline']) console.log(await saveBaseline(report, baseline));
}
