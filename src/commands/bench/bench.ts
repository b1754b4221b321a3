import type { BenchFlags } from './options.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { thisMachine } from '../../pipelines/bench/this-machine.ts';
import path from 'node:path';
import { tellInterrupted } from '../shared/notices.ts';
import { readDetector } from '../shared/read-detector.ts';
import type { Io } from '../shared/context.ts';
import { benchFigures } from '../../pipelines/bench/bench-figures.ts';
import { readPhotographs } from '../../pipelines/bench/bench-photographs.ts';
import type { BenchReport } from '../../pipelines/bench/bench-report.ts';
import { readEarlier } from '../../pipelines/bench/earlier-report.ts';
import { formatBench } from '../../report/text/bench.ts';

/** `facekit bench [photographs…]`: how fast this machine is. Returns the exit code. */
export async function bench(
  { args }: Pick<CommandLine, 'args'>,
  { json = false, quiet = false, baseline, model, seconds, engine, device, threads, ...flags }: BenchFlags,
  io: Io,
): Promise<number> {
  const earlier = baseline === undefined ? undefined : await readEarlier(path.resolve(io.cwd, baseline));
  const photographs = await readPhotographs(args, io.cwd, io.signal);
  const settings = {
    engine: { engine, device, threads },
    detector: readDetector(flags, io.cwd),
    ...{ model, seconds, signal: io.signal },
  };
  const figures: BenchReport['figures'][number][] = [];
  for await (const figure of benchFigures(photographs, settings)) {
    figures.push(figure);
    if (io.stderr.isTTY && !quiet) io.stderr.write(`measured ${figure.name}\n`);
  }
  if (io.signal.aborted) return tellInterrupted(io, 'Interrupted: nothing is reported.');
  const report: BenchReport = { ...thisMachine(), figures };
  io.stdout.write(json ? `${JSON.stringify(report)}\n` : formatBench(report, earlier));
  return EXIT.done;
}
