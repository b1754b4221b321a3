/** A place on an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Maps values of `domain` to pixels of `range`; what lies outside is put at the nearer end. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]) {
  const [from, to] = domain;
  return (value: number): number => interpolate((clamp(value, from, to) - from) / (to - from), range);
}

/** The same on a logarithmic axis; `domain` is above 0. What is 0 or less is put at the lower end. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]) {
  const linear = linearScale([Math.log10(domain[0]), Math.log10(domain[1])], range);
  return (value: number): number => linear(Math.log10(Math.max(value, domain[0])));
}

const clamp = (value: number, from: number, to: number): number => Math.min(Math.max(value, from), to);

const interpolate = (share: number, [start, end]: readonly [number, number]): number => start + share * (end - start);

/** About `count` round values from `from` to `to`: multiples of 1, 2 or 5 times a power of ten. */
export function roundTicks(from: number, to: number, count: number): Tick[] {
  const step = roundStep((to - from) / count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, text: value.toFixed(digits) };
  });
}

function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((factor) => factor * power >= wanted * 0.999) ?? 10);
}

/** The powers of ten of a range. */
export function decadeTicks(from: number, to: number): Tick[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = 10 ** (first + i);
    return { value, text: value.toFixed(Math.max(0, -(first + i))) };
  });
}
