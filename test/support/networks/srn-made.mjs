/**
 * A photograph and weights of SRN that Python can make too: `test/fixtures/srn/srn.py` has the same functions.
 */

/** Numbers from 0 to 1 that follow from a name: fmix32(fnv1a(name) + i · 0x9E3779B9) / 2³². */
export function uniform(name, count) {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193) >>> 0;
  return Float64Array.from({ length: count }, (_, i) => {
    let hash = (seed + Math.imul(i, 0x9e3779b9)) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  });
}

/** RGB: smooth, with edges and noise. */
export function drawnPhotograph(width, height) {
  const noise = uniform('photograph', width * height * 3);
  const data = Uint8Array.from(noise, (value, i) => {
    const [colour, place] = [i % 3, Math.floor(i / 3)];
    const [x, y] = [place % width, Math.floor(place / width)];
    return Math.floor(((x * (3 + colour) + y * (5 - colour)) % 160) * 1.2) + Math.floor(value * 60);
  });
  return { width, height, data };
}

/** The state dict of an SRN with these layers, by the authors' names: the ranges keep feature maps of ordinary size. */
export function madeState(layers) {
  const shapes = layers.flatMap(({ module, norm, kernel, in: inputs, out }) => [
    [`${module}.weight`, [out, inputs, ...kernel]],
    ...(norm === undefined
      ? [`${module}.bias`]
      : ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${norm}.${part}`)
    ).map((name) => [name, [out]]),
  ]);
  return new Map(shapes.map(([name, shape]) => [name, made(name, shape)]));
}

/** The maps of pyramids, each by the name of its pyramid and a number that counts from 2: `c2`, `c3`, …. */
export const namedMaps = (pyramids) =>
  Object.fromEntries(
    Object.entries(pyramids).flatMap(([name, maps]) => maps.map((map, i) => [`${name}${i + 2}`, map])),
  );

const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

function made(name, shape) {
  const data = Float32Array.from(uniform(name, sizeOf(shape)), (u) => valueOf(name, shape, u));
  return { shape, data };
}

function valueOf(name, shape, u) {
  if (shape.length === 4) {
    const isBeforeRelu = !/lateral|^[pc]\d|pred|^layer[56]/.test(name);
    const factor = name.includes('pred') ? (name.startsWith('cls') ? 0.3 : 0.02) : 1;
    return (2 * u - 1) * Math.sqrt((isBeforeRelu ? 6 : 3) / sizeOf(shape.slice(1))) * factor;
  }
  if (name.endsWith('running_var')) return 0.8 + 0.4 * u;
  if (name.endsWith('.weight')) return (name.includes('bn3') ? 0.2 : 0.8) * (1 + 0.5 * u);
  return 0.2 * (u - 0.5);
}
