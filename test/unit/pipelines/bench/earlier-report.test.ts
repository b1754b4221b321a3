import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEarlier } from '../../../../src/pipelines/bench/earlier-report.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();
const machine = { processor: 'A processor', cores: 2 };
const figure = {
  name: 'detect',
  count: 1,
  runs: 3,
  milliseconds: { median: 2, low: 1, high: 3 },
  cpu: 1,
  peakMemory: 9,
};

function write(content: string): string {
  const file = path.join(temporary(), 'earlier.json');
  writeFileSync(file, content);
  return file;
}

describe('an earlier report', () => {
  test('is read', async () => {
    const report = { machine, versions: {}, figures: [figure, { name: 'embed', skipped: 'damaged' }] };
    expect(await readEarlier(write(JSON.stringify(report)))).toEqual(report);
  });

  test.each([
    ['no JSON', '{"machine":'],
    ['another JSON', '[1, 2]'],
    ['null', 'null'],
    ['no machine', JSON.stringify({ figures: [figure] })],
    ['no figures', JSON.stringify({ machine })],
    ['a figure without a name', JSON.stringify({ machine, figures: [{ ...figure, name: 1 }] })],
    ['a count of nothing', JSON.stringify({ machine, figures: [{ ...figure, count: 0 }] })],
    ['a time that is no number', JSON.stringify({ machine, figures: [{ ...figure, milliseconds: null }] })],
  ])('with %s is refused', async (_, content) => {
    const file = write(content);
    await expect(readEarlier(file)).rejects.toMatchObject({
      code: 'bench-report',
      message: expect.stringMatching(
        /^Expected what an earlier `facekit bench --json` printed but in .*earlier\.json (\S+ is |it is )/,
      ),
    });
  });

  test('that is not there is refused', async () => {
    await expect(readEarlier('/no/such/file.json')).rejects.toMatchObject({ code: 'bench-report' });
  });
});
