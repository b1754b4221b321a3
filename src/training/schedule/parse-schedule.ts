import { FacekitError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import type { RateTable, ScheduleRow } from './learning-rate.ts';

const ROW = /^(\d{1,9})\s*:\s*(\S+)$/;

/**
 * Reads a schedule as FaceNet's `data/learning_rate_*.txt` are: a row `epoch: rate` for each change, the first for epoch 0 or 1, epochs growing.
 * `stop`, `-` or a rate of 0 or less ends training there. What follows `#` is a comment.
 *
 * @param text of the file
 * @param file its name, for errors
 * @throws FacekitError `bad-schedule` with the line
 */
export function parseSchedule(text: string, file: string): RateTable {
  const rows: ScheduleRow[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content !== '') rows.push(parseRow(content, rows.at(-1), `line ${index + 1} of ${file}`));
  }
  if (!rows.length)
    throw badSchedule(`${file} has no row; expected rows such as "0: 0.1" and "100: 0.01" (epoch: learning rate).`);
  return { kind: 'table', rows };
}

function parseRow(content: string, before: ScheduleRow | undefined, place: string): ScheduleRow {
  const [, digits, word = ''] = ROW.exec(content) ?? [];
  const rate = rateOf(word);
  if (digits === undefined || rate === undefined)
    throw badSchedule(
      `Expected "epoch: learning rate", such as "100: 0.01" or "276: stop", in ${place} but found "${printable(content.slice(0, 80))}".`,
    );
  const epoch = Number(digits);
  if (before === undefined && epoch > 1)
    throw badSchedule(
      `Expected the first row to be of epoch 0 but ${place} is of epoch ${epoch}; say what holds before.`,
    );
  if (before && epoch <= before.epoch)
    throw badSchedule(
      `Expected an epoch after ${before.epoch} in ${place} but found ${epoch}; rows go by growing epochs.`,
    );
  return { epoch, rate };
}

function rateOf(word: string): ScheduleRow['rate'] | undefined {
  if (word === 'stop' || word === '-') return 'stop';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return undefined;
  const rate = Number(word);
  if (!Number.isFinite(rate)) return undefined;
  return rate > 0 ? rate : 'stop';
}

const badSchedule = (message: string): FacekitError => new FacekitError('bad-schedule', message);
