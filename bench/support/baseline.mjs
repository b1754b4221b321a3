import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readEarlier } from '../../dist/pipelines/bench/earlier-report.js';
import { ROOT } from './facekit.mjs';

const RESULTS = path.join(ROOT, 'bench/results');

/** Writes a report to bench/results/ under the time; returns the file. */
export function saveReport(report) {
  return save(`${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`, report);
}

/** The figures that were kept on a machine of this kind; undefined where there are none. */
export async function readBaseline({ machine }) {
  const file = path.join(RESULTS, baselineName(machine));
  return existsSync(file) ? readEarlier(file) : undefined;
}

/** Keeps a report to compare with. Figures that it does not have stay as they were. */
export async function saveBaseline(report, before) {
  const names = new Set(report.figures.map(({ name }) => name));
  const kept = (before?.figures ?? []).filter(({ name }) => !names.has(name));
  return save(baselineName(report.machine), { ...report, figures: [...kept, ...report.figures] });
}

const baselineName = ({ processor, cores }) =>
  `baseline-${processor.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${cores}.json`;

async function save(name, value) {
  await mkdir(RESULTS, { recursive: true });
  const file = path.join(RESULTS, name);
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
  return file;
}
