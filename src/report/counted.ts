/** A number with its noun: `1 face`, `2 faces`, `0 people`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
