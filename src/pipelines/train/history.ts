import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { checkJson } from '../../core/json.ts';
import { writing } from '../../files/output-errors.ts';
import { readTextFile } from '../../files/regular-file.ts';
import type { StepFigures } from './objective.ts';
import type { ValidationFigures } from './validation.ts';
import { ifThere } from '../../files/if-there.ts';

/** What a step told, counted from 1. */
export interface StepRecord extends StepFigures {
  readonly step: number;
  readonly rate: number;
}

/** The validation after a step. */
export type MeasuredRecord = Pick<ValidationFigures, 'accuracy' | 'areaUnderCurve' | 'validationRate'> & {
  readonly step: number;
};

/** A training from its first step, over all runs that went on with it. */
export interface TrainingHistory {
  readonly steps: readonly StepRecord[];
  readonly measured: readonly MeasuredRecord[];
}

const FILE = 'history.jsonl';

const NUMBER = v.number();
const STEP = v.object({
  step: NUMBER,
  loss: NUMBER,
  spread: NUMBER,
  rate: NUMBER,
  details: v.record(v.string(), NUMBER),
});
const MEASURED = v.object({ step: NUMBER, accuracy: NUMBER, areaUnderCurve: NUMBER, validationRate: NUMBER });

/** Adds a line to the history beside the checkpoints. Throws as writing does. */
export async function appendHistory(checkpoints: string, record: StepRecord | MeasuredRecord): Promise<void> {
  const file = path.join(checkpoints, FILE);
  await writing(file, async () => {
    await mkdir(checkpoints, { recursive: true });
    await appendFile(file, `${JSON.stringify(record)}\n`);
  });
}

/**
 * The history of the training whose checkpoints are in a folder; empty where there is none. Where a run went on from an earlier step than the
 * one before had reached, its steps count; lines that were cut off are left out.
 */
export async function readHistory(checkpoints: string): Promise<TrainingHistory> {
  const text = await ifThere(readTextFile(path.join(checkpoints, FILE)), '');
  const steps: StepRecord[] = [];
  const measured: MeasuredRecord[] = [];
  for (const line of text.split('\n')) {
    const [step, measure] = [checkJson(line, STEP), checkJson(line, MEASURED)];
    if (step.ok) {
      dropFrom(steps, step.value.step);
      dropFrom(measured, step.value.step);
      steps.push(step.value);
    } else if (measure.ok) measured.push(measure.value);
  }
  return { steps, measured };
}

/** Removes what was told of a step and of those behind it. */
function dropFrom(records: { readonly step: number }[], step: number): void {
  while ((records.at(-1)?.step ?? -1) >= step) records.pop();
}
