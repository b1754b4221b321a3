/** A result that no input should give. */
export class Wrong extends Error {}

export function expect(isRight, what) {
  if (!isRight) throw new Wrong(what);
}
