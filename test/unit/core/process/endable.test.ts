import { expect, test } from '@jest/globals';
import { endableBySignals } from '../../../../src/core/process/endable.ts';

test('nobody hears a signal while the work goes on, and everybody after it', async () => {
  const heard: string[] = [];
  const listener = (signal: string): void => void heard.push(signal);
  const before = process.listeners('SIGHUP');
  process.on('SIGHUP', listener);
  const during = await endableBySignals(() => Promise.resolve(process.listeners('SIGHUP')));
  expect(during).toEqual([]);
  expect(process.listeners('SIGHUP')).toEqual([...before, listener]);
  await expect(endableBySignals(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(process.listeners('SIGHUP')).toEqual([...before, listener]);
  process.removeListener('SIGHUP', listener);
});
