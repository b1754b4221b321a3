/** A source of numbers in [0, 1), as `Math.random`. */
export type Random = () => number;

/** The items in random order (Fisher–Yates); the list that is passed in stays as it is. */
export function shuffled<T>(items: readonly T[], random: Random = Math.random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** A random key of five decimal digits, as FaceNet gives every process that shares an output folder. */
export const randomKey = (random: Random = Math.random): string =>
  String(Math.floor(random() * 100_000)).padStart(5, '0');
