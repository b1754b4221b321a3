import { expect, test } from '@jest/globals';

/** A test for each value that a predicate is true of, and for each that it is false of. */
export function testPredicate<Value>(
  name: string,
  predicate: (value: Value) => boolean,
  { yes, no }: { readonly yes: readonly Value[]; readonly no: readonly Value[] },
): void {
  test.each(yes.map((value) => [value]))(`%j ${name}`, (value) => {
    expect(predicate(value)).toBe(true);
  });
  test.each(no.map((value) => [value]))(`%j, not: ${name}`, (value) => {
    expect(predicate(value)).toBe(false);
  });
}
