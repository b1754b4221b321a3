import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '../random.mjs';
import { commands, makeBase, makeFolder } from './commands.mjs';
import { serveMirror } from './mirror.mjs';
import { badEnding, runToEnd } from './process.mjs';
import { SCENARIO_NAMES, tryScenario } from './scenarios.mjs';
import { treeOf } from './tree.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    command: { type: 'string', multiple: true },
    scenario: { type: 'string', multiple: true, default: SCENARIO_NAMES },
    'limit-ms': { type: 'string', default: '1000' },
  },
});
const [runs, seconds, seed, limitMs] = [values.runs, values.seconds, values.seed, values['limit-ms']].map(Number);
const scratch = mkdtempSync(path.join(tmpdir(), 'facekit-crash-'));
chmodSync(scratch, 0o755);
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const { address, close } = await serveMirror();
const all = commands(address);
const names = values.command ?? Object.keys(all);
const unknown = [
  ...names.filter((name) => !(name in all)),
  ...values.scenario.filter((name) => !SCENARIO_NAMES.includes(name)),
];
if (unknown.length > 0 || ![runs, seconds, seed, limitMs].every(Number.isFinite)) {
  console.error(
    'usage: npm run crash -- [--runs N] [--seconds N] [--seed N] [--command NAME]… [--scenario NAME]… [--limit-ms N]',
  );
  console.error(`commands: ${Object.keys(all).join(', ')}\nscenarios: ${SCENARIO_NAMES.join(', ')}`);
  process.exit(2);
}

const started = Date.now();
const folder = path.join(scratch, 'run');
const base = path.join(scratch, 'base');
const results = new Map();
const finds = [];

/** An undisturbed run: what it makes, and how long it takes. */
async function undisturbed(command) {
  makeFolder(command, { folder, base });
  const before = treeOf(folder);
  const ending = await runToEnd(command.args, { folder });
  if (ending.code !== 0)
    throw new Error(`facekit ${command.args.join(' ')}, undisturbed: ${badEnding(ending) ?? ending.output}`);
  return { before, right: treeOf(folder), ms: ending.ms };
}

console.log(`seed ${seed}, ${runs} runs of each scenario`);
await makeBase(base);
for (const name of names) {
  const command = all[name];
  const whole = await undisturbed(command);
  const cells = new Map(values.scenario.map((scenario) => [scenario, { tried: 0, finds: 0, skipped: 0 }]));
  results.set(name, cells);
  for (let run = 0; run < runs; run += 1) {
    for (const scenario of values.scenario) {
      if (Date.now() - started > seconds * 1000) break;
      const random = randomOf(seed, name, scenario, run);
      console.error(`${name}, ${scenario}, run ${run}`);
      const problem = await tryScenario(scenario, { ...whole, command, folder, base, random, limitMs });
      const cell = cells.get(scenario);
      if (problem === null) cell.skipped += 1;
      else cell.tried += 1;
      if (!problem) continue;
      cell.finds += 1;
      finds.push(`${name}, ${scenario}, run ${run}: ${problem}`);
      console.log(`\n${finds.at(-1)}`);
    }
  }
}
close();

const show = ({ tried, finds: found, skipped }) => (tried === 0 && skipped > 0 ? 'skipped' : `${found}/${tried}`);
const width = Math.max(...names.map((name) => name.length));
const columns = values.scenario.map((scenario) => Math.max(scenario.length, 'skipped'.length));
console.log(
  `finds/tries${''.padEnd(width - 'finds/tries'.length)}  ${values.scenario.map((scenario, i) => scenario.padStart(columns[i])).join('  ')}`,
);
for (const [name, cells] of results)
  console.log(
    `${name.padEnd(width)}  ${[...cells.values()].map((cell, i) => show(cell).padStart(columns[i])).join('  ')}`,
  );
const NEEDS = {
  'full disk': 'root and mount',
  'read-only disk': 'root and mount',
  'no rights': 'root',
  'full output': 'Linux',
};
for (const [scenario, needs] of Object.entries(NEEDS))
  if ([...results.values()].some((cells) => cells.get(scenario)?.skipped))
    console.log(`${scenario}: skipped, it wants ${needs}`);
console.log(`${finds.length} finds, ${((Date.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = finds.length > 0 ? 1 : 0;
