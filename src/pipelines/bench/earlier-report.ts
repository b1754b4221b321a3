import * as v from 'valibot';
import { FacekitError, messageOf } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import { readTextFile } from '../../files/regular-file.ts';
import type { BenchReport, Figure } from './bench-report.ts';

/**
 * Reads what an earlier `facekit bench --json` printed.
 *
 * @throws FacekitError `bench-report`, `not-a-file`, `file-too-large`
 */
export async function readEarlier(file: string): Promise<BenchReport> {
  let text: string;
  try {
    text = await readTextFile(file);
  } catch (cause) {
    if (cause instanceof FacekitError) throw cause;
    throw invalid(`${file} cannot be read: ${messageOf(cause)}`, cause);
  }
  const report = checkJson(text, REPORT);
  if (report.ok) return report.value;
  throw invalid(`in ${file} ${report.problem}`);
}

const POSITIVE = v.pipe(v.number('a number above 0'), v.gtValue(0, 'a number above 0'));

const FIGURE: v.GenericSchema<unknown, Figure> = v.object({
  name: v.string(),
  count: POSITIVE,
  milliseconds: v.object({ median: POSITIVE, low: v.number(), high: v.number() }),
  runs: POSITIVE,
  cpu: v.number(),
  peakMemory: v.number(),
});

const REPORT: v.GenericSchema<unknown, BenchReport> = v.object({
  machine: v.object({ processor: v.string(), cores: v.number() }),
  versions: v.record(v.string(), v.string()),
  figures: v.array(v.union([v.object({ name: v.string(), skipped: v.string() }), FIGURE], 'a figure')),
});

const invalid = (what: string, cause?: unknown): FacekitError =>
  new FacekitError(
    'bench-report',
    `Expected what an earlier \`facekit bench --json\` printed but ${what}. Measure again, or leave \`baseline\` out.`,
    { cause },
  );
