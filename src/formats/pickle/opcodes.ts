import type { PickleMachine, PickleValue } from './machine.ts';

type Operation = (machine: PickleMachine) => void;

/** The highest pickle protocol there is. */
const HIGHEST_PROTOCOL = 5;
/** The last code point of Unicode. */
const LAST_CODE_POINT = 0x10ffff;
/** Bytes; no integer of a weight file comes near. */
const LONGEST_INTEGER = 255;

const push =
  (read: (machine: PickleMachine) => PickleValue): Operation =>
  (machine) => {
    machine.push(read(machine));
  };

const STRUCTURE: Record<string, Operation> = {
  '\x80': (m) => {
    const protocol = m.reader.uint8();
    if (protocol > HIGHEST_PROTOCOL) throw m.invalid(`announces protocol ${protocol}`);
  },
  // FRAME: a hint for buffered reading.
  '\x95': (m) => m.reader.uint64(),
  '(': (m) => {
    m.mark();
  },
  '0': (m) => m.pop(),
  '1': (m) => m.popToMark(),
  '2': push((m) => m.top()),
};

const MEMO: Record<string, Operation> = {
  p: (m) => {
    m.put(decimal(m));
  },
  q: (m) => {
    m.put(m.reader.uint8());
  },
  r: (m) => {
    m.put(m.reader.uint32());
  },
  '\x94': (m) => {
    m.put();
  },
  g: push((m) => m.get(decimal(m))),
  h: push((m) => m.get(m.reader.uint8())),
  j: push((m) => m.get(m.reader.uint32())),
};

const SCALARS: Record<string, Operation> = {
  N: push(() => null),
  '\x88': push(() => true),
  '\x89': push(() => false),
  I: push((m) => textInteger(m)),
  J: push((m) => m.reader.int32()),
  K: push((m) => m.reader.uint8()),
  M: push((m) => m.reader.uint16()),
  L: push((m) => integer(m, m.reader.line().replace(/L$/, ''))),
  '\x8a': push((m) => longInteger(m, m.reader.uint8())),
  '\x8b': push((m) => longInteger(m, m.reader.uint32())),
  F: push((m) => Number(m.reader.line())),
  G: push((m) => m.reader.float64BigEndian()),
};

const STRINGS: Record<string, Operation> = {
  S: push((m) => m.reader.line().replace(/^(['"])(.*)\1$/, '$2')),
  T: push((m) => m.reader.utf8(m.reader.int32())),
  U: push((m) => m.reader.utf8(m.reader.uint8())),
  V: push((m) => rawUnicodeEscape(m.reader.line('latin1'))),
  X: push((m) => m.reader.utf8(m.reader.uint32())),
  '\x8c': push((m) => m.reader.utf8(m.reader.uint8())),
  '\x8d': push((m) => m.reader.utf8(m.reader.uint64())),
};

const CONTAINERS: Record<string, Operation> = {
  ']': push(() => []),
  l: push((m) => m.popToMark()),
  a: (m) => {
    append(m, [m.pop()]);
  },
  e: (m) => {
    append(m, m.popToMark());
  },
  ')': push(() => []),
  t: push((m) => m.popToMark()),
  '\x85': push((m) => m.popMany(1)),
  '\x86': push((m) => m.popMany(2)),
  '\x87': push((m) => m.popMany(3)),
  '}': push(() => new Map()),
  d: (m) => {
    const pairs = m.popToMark();
    m.push(new Map());
    setItems(m, pairs);
  },
  s: (m) => {
    setItems(m, m.popMany(2));
  },
  u: (m) => {
    setItems(m, m.popToMark());
  },
};

const OBJECTS: Record<string, Operation> = {
  c: push((m) => m.global(`${m.reader.line()}.${m.reader.line()}`)),
  '\x93': push((m) =>
    m.global(
      m
        .popMany(2)
        .map((part) => (typeof part === 'string' ? part : '?'))
        .join('.'),
    ),
  ),
  R: push((m) => {
    const [callee = null, args = null] = m.popMany(2);
    return m.call(callee, args);
  }),
  // BUILD: state is only set on dictionaries, and dropped.
  b: (m) => {
    m.pop();
    if (!(m.top() instanceof Map)) throw m.refuse('__setstate__');
  },
  Q: push((m) => m.load(m.pop())),
};

/** Operation code → what it does. Codes that build other objects (`INST`, `OBJ`, `NEWOBJ`, `EXT`, sets, bytes) are left out. */
export const OPCODES: ReadonlyMap<number, Operation> = new Map(
  [STRUCTURE, MEMO, SCALARS, STRINGS, CONTAINERS, OBJECTS]
    .flatMap((table) => Object.entries(table))
    .map(([code, operation]) => [code.charCodeAt(0), operation]),
);

function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.invalid('appends to what is no list');
  for (const item of items) list.push(item);
}

function setItems(machine: PickleMachine, pairs: readonly PickleValue[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map) || pairs.length % 2 !== 0) throw machine.invalid('sets items of what is no dictionary');
  for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i] ?? null, pairs[i + 1] ?? null);
}

/** Protocol 0 writes booleans as the integers 00 and 01. */
function textInteger(machine: PickleMachine): number | bigint | boolean {
  const text = machine.reader.line();
  return text === '00' || text === '01' ? text === '01' : integer(machine, text);
}

function integer(machine: PickleMachine, text: string): number | bigint {
  if (!/^-?\d{1,400}$/.test(text)) throw machine.invalid(`has ${JSON.stringify(text.slice(0, 40))} for a number`);
  return narrow(BigInt(text));
}

const decimal = (machine: PickleMachine): number => Number(integer(machine, machine.reader.line()));

/** Little-endian two's complement. */
function longInteger(machine: PickleMachine, length: number): number | bigint {
  if (length > LONGEST_INTEGER) throw machine.invalid(`has an integer of ${length} bytes`);
  if (length === 0) return 0;
  const hex = Buffer.from(machine.reader.take(length)).reverse().toString('hex');
  return narrow(BigInt.asIntN(length * 8, BigInt(`0x${hex}`)));
}

const narrow = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** Python's raw-unicode-escape: Latin-1 with \uXXXX and \UXXXXXXXX for what is beyond. */
const rawUnicodeEscape = (text: string): string =>
  text.replace(/\\u([\da-f]{4})|\\U00([\da-f]{6})/g, (_, short?: string, long = '') =>
    String.fromCodePoint(Math.min(parseInt(short ?? String(long), 16), LAST_CODE_POINT)),
  );
