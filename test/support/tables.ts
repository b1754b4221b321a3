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

/** A test for each value of a function, with what it returns of that. */
export function testResults<Value, Result>(
  title: string,
  resultOf: (value: Value) => Result,
  rows: readonly (readonly [Value, Result])[],
): void {
  test.each(rows.map(([value, result]) => [value, result] as const))(title, (value, result) => {
    expect(resultOf(value)).toEqual(result);
  });
}
