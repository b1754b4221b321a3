import { spawn } from 'node:child_process';
import { spreadOf } from '../dist/core/percentiles.js';
import { runFacekit } from './support/facekit.mjs';
import { smallPictures } from './support/pictures.mjs';
import { openProgram } from './support/turns.mjs';

/** Sessions alone, as they could share two cores. */
const BARE = [
  { name: 'bare, 2 workers × 1 thread', workers: 2, threads: 1 },
  { name: 'bare, 1 worker × 2 threads', workers: 1, threads: 2 },
];

/**
 * Whole runs of `facekit embed` from crops, by default, beside what its sessions alone can do: in turns, so that what else the machine does
 * strikes all alike. Once more beside a program that keeps a core busy.
 */
export async function* endToEnd({ folder, quick }, models) {
  const pictures = await smallPictures(`${folder}/end to end`, quick ? 40 : 1200);
  const crops = `${pictures.folder} crops`;
  await runFacekit(['align', pictures.folder, crops, '--quiet']);
  for (const model of models) yield* besideBare(model, crops, quick ? 1 : 3);
}

async function* besideBare(model, crops, turns) {
  const embed = () =>
    runFacekit(['embed', crops, '--output', `${crops}.arrow`, '--model', model, '--overwrite', '--json']);
  const bare = [];
  const rounds = [];
  try {
    for (const { workers, threads } of BARE)
      bare.push(await openProgram(process.execPath, ['../support/bare-sessions.mjs', model, workers, threads]));
    for (let turn = 0; turn < turns; turn++) {
      const alone = [];
      const whole = await embed();
      for (const side of bare) alone.push(rateOf(await side.round()));
      rounds.push({ ...whole, rate: JSON.parse(whole.stdout).embeddings / whole.seconds, bare: alone });
    }
  } finally {
    for (const side of bare) side.close();
  }
  const busy = await besideBusyCore(embed);
  const median = (values) => spreadOf(values).median;
  const rate = median(rounds.map((round) => round.rate));
  const beside = BARE.map(({ name }, i) => ({
    name,
    perSecond: median(rounds.map((round) => round.bare[i])),
    ratio: median(rounds.map((round) => round.rate / round.bare[i])),
  }));
  const whileBusy = JSON.parse(busy.stdout).embeddings / busy.seconds;
  yield {
    name: `embed ${model}, end to end`,
    count: JSON.parse(busy.stdout).embeddings,
    milliseconds: spreadOf(rounds.map(({ seconds }) => seconds * 1000)),
    runs: turns,
    cpu: median(rounds.map(({ processor, seconds }) => processor / seconds)),
    peakMemory: Math.max(...rounds.map(({ peakMemory }) => peakMemory)),
    beside: [
      ...beside,
      { name: 'the same while another program burns a core', perSecond: whileBusy, ratio: whileBusy / rate },
    ],
  };
}

const rateOf = ({ count, seconds }) => count / seconds;

async function besideBusyCore(run) {
  const burner = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' });
  try {
    return await run();
  } finally {
    burner.kill();
  }
}

/** A line for each thing that a figure stands beside: things a second there, and how many times as fast the figure is. */
export const formatBeside = (figures) =>
  figures.flatMap(({ name, cpu, beside = [] }) =>
    beside.map(
      (other) =>
        `${name} (CPU ${(cpu * 100).toFixed(0)} %) | ${other.name}: ${other.perSecond.toFixed(1)}/s, ratio ${other.ratio.toFixed(2)}`,
    ),
  );
