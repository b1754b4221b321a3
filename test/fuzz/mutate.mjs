/** Numbers at which readers go wrong: nothing, the ends of each width, and their neighbours. */
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const LONGEST_BLOCK = 4096;

/** A byte of the file: half of the time near its beginning, where headers are. */
const place = (bytes, random) =>
  random.chance(0.5) ? random.below(Math.min(bytes.length, 512)) : random.below(bytes.length);

const length = (bytes, random) => 1 + random.below(Math.min(bytes.length, random.chance(0.7) ? 32 : LONGEST_BLOCK));

function flipBits(bytes, random) {
  const result = Buffer.from(bytes);
  for (let n = 1 + random.below(4); n > 0; n -= 1) result[place(result, random)] ^= 1 << random.below(8);
  return result;
}

function setBytes(bytes, random) {
  const result = Buffer.from(bytes);
  const at = place(result, random);
  const value = random.pick([0, 1, 0x7f, 0x80, 0xfe, 0xff, random.below(256)]);
  return result.fill(value, at, Math.min(result.length, at + length(result, random)));
}

const truncate = (bytes, random) => Buffer.from(bytes.subarray(0, place(bytes, random)));

function duplicate(bytes, random) {
  const at = place(bytes, random);
  const block = bytes.subarray(at, at + length(bytes, random));
  const copies = Array.from({ length: 1 + random.below(8) }, () => block);
  return Buffer.concat([bytes.subarray(0, at), ...copies, bytes.subarray(at)]);
}

function remove(bytes, random) {
  const at = place(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length(bytes, random))]);
}

/** Writes an extreme number over the file, in either byte order and any width. */
function writeExtreme(bytes, random) {
  const result = Buffer.from(bytes);
  const width = random.pick([1, 2, 4, 4, 8]);
  if (result.length < width) return result;
  const at = Math.min(place(result, random), result.length - width);
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(random.pick(EXTREMES));
  const field = number.subarray(0, width);
  (random.chance(0.5) ? field : Buffer.from(field).reverse()).copy(result, at);
  return result;
}

/** The beginning of this file and the end of another of its kind, or of another place of itself. */
function splice(bytes, random, others) {
  const other = random.pick(others);
  return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]);
}

const BYTE_MUTATIONS = [flipBits, flipBits, setBytes, truncate, duplicate, remove, writeExtreme, writeExtreme, splice];

/** Values that no field of JSON expects, or only some do. */
const VALUES = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.5,
  1e9,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  '',
  'x',
  '../../victim.png',
  '../victim.png',
  'outside/victim.png',
  '/etc/passwd',
  'a\0b',
  'C:\\x',
  '\u202e\u001b[31m',
  'x'.repeat(70_000),
  [],
  {},
  [[]],
  [null],
  { __proto__: null, length: 1e9 },
  '__proto__',
  '1e400',
  'NaN',
];

/** Below lies what an earlier change has nested. */
const DEEPEST_PLACE = 20;

/** Every place in a JSON value, as the object that holds it and its key there. */
function* placesIn(value, depth = 0) {
  if (typeof value !== 'object' || value === null || depth > DEEPEST_PLACE) return;
  for (const key of Object.keys(value)) {
    yield [value, key];
    yield* placesIn(value[key], depth + 1);
  }
}

/** Changes a value of a JSON text, or of one of its lines: another value, none, twice the list, or nested deeply. */
function changeJson(bytes, random) {
  const lines = bytes.toString().split('\n');
  const isLines = lines.length > 1 && lines[1]?.startsWith('{"');
  const at = random.below(lines.length);
  try {
    if (!isLines) return Buffer.from(changeValue(bytes.toString(), random));
    lines[at] = changeValue(lines[at], random);
    return Buffer.from(lines.join('\n'));
  } catch {
    // no JSON any more, or nested too deeply for JSON.stringify
    return flipBits(bytes, random);
  }
}

function changeValue(text, random) {
  const [json, ...rest] = text.split('\t');
  const value = JSON.parse(json);
  const places = [...placesIn(value)];
  const [holder, key] = random.pick(places);
  const change = random.below(10);
  if (change < 6) holder[key] = random.pick(VALUES);
  else if (change < 7) delete holder[key];
  else if (change < 8 && Array.isArray(holder[key])) holder[key] = [...holder[key], ...holder[key]];
  else if (change < 9) holder[key] = structuredClone(random.pick(places.map(([other, name]) => other[name])));
  else holder[key] = 'DEEP';
  const depth = random.pick([100, 10_000, 200_000]);
  const changed = JSON.stringify(value).replace('"DEEP"', () => '['.repeat(depth) + ']'.repeat(depth));
  return [changed, ...rest].join('\t');
}

/**
 * Changes a file in one to three ways.
 *
 * @param {Buffer} bytes
 * @param {object} options
 * @param {ReturnType<import('./random.mjs').randomOf>} options.random
 * @param {readonly Buffer[]} options.others files of the same kind, itself among them; none is empty
 * @param {boolean} options.isJson
 */
export function mutate(bytes, { random, others, isJson }) {
  let result = bytes;
  for (let n = random.pick([1, 1, 1, 2, 3]); n > 0; n -= 1) {
    if (result.length === 0) return result;
    const change = isJson && random.chance(0.7) ? changeJson : random.pick(BYTE_MUTATIONS);
    result = change(result, random, others);
  }
  return result;
}
