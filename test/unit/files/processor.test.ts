import { expect, test } from '@jest/globals';
import { testPredicate } from '../../support/tables.ts';
import { describeProcessor, hasVnni } from '../../../src/files/processor.ts';

testPredicate('has VNNI', hasVnni, {
  yes: ['flags\t\t: fpu avx2 avx512_vnni fsrm', 'model name\t: x\nflags\t\t: fpu avx_vnni avx2\nflags\t\t: fpu'],
  no: ['flags\t\t: fpu avx2 avx512f my_avx_vnni', 'model name\t: avx_vnni', ''],
});

test('a processor is described by what it can do, whatever the order', () => {
  const described = describeProcessor('flags\t\t: fpu avx2\n');
  expect(describeProcessor('flags\t\t: avx2 fpu\n')).toBe(described);
  expect(describeProcessor('Features\t: fpu avx2\n')).toBe(described);
  expect(describeProcessor('flags\t\t: fpu avx2 avx512f\n')).not.toBe(described);
});
