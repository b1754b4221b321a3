import { readFile } from 'node:fs/promises';
import { FacekitError, messageOf } from '../../core/errors.ts';
import type { BenchReport } from './bench-report.ts';

/**
 * Reads what an earlier `facekit bench --json` printed.
 *
 * @throws FacekitError `bench-report`
 */
export async function readEarlier(file: string): Promise<BenchReport> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw invalid(`${file} cannot be read: ${messageOf(cause)}`, cause);
  }
  if (!isReport(value)) throw invalid(`${file} has another content`);
  return value;
}

function isReport(value: unknown): value is BenchReport {
  const { machine, figures } = fieldsOf(value);
  const { processor, cores } = fieldsOf(machine);
  return (
    typeof processor === 'string' && typeof cores === 'number' && Array.isArray(figures) && figures.every(isFigure)
  );
}

function isFigure(value: unknown): boolean {
  const { name, count, runs, milliseconds, skipped } = fieldsOf(value);
  if (typeof name !== 'string') return false;
  if (typeof skipped === 'string') return true;
  return [count, runs, fieldsOf(milliseconds).median].every((each) => typeof each === 'number' && each > 0);
}

const fieldsOf = (value: unknown): Partial<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const invalid = (what: string, cause?: unknown): FacekitError =>
  new FacekitError(
    'bench-report',
    `Expected what an earlier \`facekit bench --json\` printed but ${what}. Measure again, or leave \`baseline\` out.`,
    { cause },
  );
