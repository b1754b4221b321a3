/**
 * Reads FaceNet's det1.npy–det3.npy: a NumPy object array of one dictionary, layer → parameter → float32 array, pickled with
 * protocol 2. Only the opcodes in those files are known; nothing is ever called or imported.
 */
export interface PickledArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

export function readPickledNpy(bytes: Uint8Array): Record<string, Record<string, PickledArray>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint16(8, true);
  const array = unpickle(new Cursor(view, 10 + headerLength));
  const [content] = (array as { state: unknown[] }).state[4] as Record<string, Record<string, Built>>[];
  return mapValues(content ?? {}, (layer) => mapValues(layer, toArray));
}

/** What a pickle makes by calling `callee` and giving the result a state. */
interface Built {
  callee: string;
  args: unknown[];
  state: unknown[];
}

/** State of an ndarray: version, shape, dtype, Fortran order, bytes (a string of Python 2, one character a byte). */
function toArray({ state }: Built): PickledArray {
  const [, shape, dtype, isFortran, raw] = state as [number, number[], Built, boolean, string];
  if (dtype.args[0] !== 'f4' || dtype.state[1] !== '<') throw new Error(`Expected <f4, found ${String(dtype.args[0])}`);
  const data = new Float32Array(Uint8Array.from(Buffer.from(raw, 'latin1')).buffer);
  return { shape, data: isFortran ? toRowMajor(shape, data) : data };
}

function toRowMajor(shape: readonly number[], data: Float32Array): Float32Array {
  return Float32Array.from(data, (_, i) => {
    let [rest, place] = [i, 0];
    const index = shape.toReversed().map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    });
    for (const [axis, at] of index.entries()) place = place * (shape.at(-1 - axis) ?? 1) + at;
    return data[place] ?? NaN;
  });
}

function unpickle(input: Cursor): unknown {
  const stack: unknown[] = [];
  const marks: number[] = [];
  const memo = new Map<number, unknown>();
  const toMark = (): unknown[] => stack.splice(marks.pop() ?? 0);
  const setItems = (target: unknown, items: unknown[]): void => {
    for (let i = 0; i < items.length; i += 2) (target as Record<string, unknown>)[items[i] as string] = items[i + 1];
  };
  const act: Record<string, () => unknown> = {
    c: () => `${input.line()}.${input.line()}`,
    K: () => input.uint(1),
    M: () => input.uint(2),
    J: () => input.int32(),
    U: () => input.text(input.uint(1)),
    T: () => input.text(input.uint(4)),
    X: () => input.text(input.uint(4)),
    N: () => null,
    ')': () => [],
    ']': () => [],
    '}': () => ({}),
    t: toMark,
    '\x85': () => stack.splice(-1),
    '\x86': () => stack.splice(-2),
    '\x87': () => stack.splice(-3),
    '\x88': () => true,
    '\x89': () => false,
    h: () => memo.get(input.uint(1)),
    j: () => memo.get(input.uint(4)),
    R: () => {
      const [callee, args] = stack.splice(-2) as [string, unknown[]];
      return { callee, args, state: [] } satisfies Built;
    },
  };
  const change: Record<string, () => unknown> = {
    '\x80': () => input.uint(1),
    '(': () => marks.push(stack.length),
    q: () => memo.set(input.uint(1), stack.at(-1)),
    r: () => memo.set(input.uint(4), stack.at(-1)),
    b: () => ((stack.at(-2) as Built).state = stack.pop() as unknown[]),
    a: () => (stack.at(-2) as unknown[]).push(stack.pop()),
    u: () => {
      const items = toMark();
      setItems(stack.at(-1), items);
    },
    s: () => {
      const items = stack.splice(-2);
      setItems(stack.at(-1), items);
    },
  };
  for (;;) {
    const opcode = String.fromCharCode(input.uint(1));
    if (opcode === '.') return stack.pop();
    if (opcode in change) change[opcode]?.();
    else if (opcode in act) stack.push(act[opcode]?.());
    else throw new Error(`Unknown pickle opcode ${JSON.stringify(opcode)}`);
  }
}

class Cursor {
  readonly #view: DataView;
  #offset: number;

  constructor(view: DataView, offset: number) {
    this.#view = view;
    this.#offset = offset;
  }

  uint(size: number): number {
    return this.bytes(size).reduce((value, byte, i) => value + byte * 256 ** i, 0);
  }

  int32(): number {
    return this.uint(4) | 0;
  }

  bytes(length: number): Uint8Array {
    this.#offset += length;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#offset - length, length);
  }

  text(length: number): string {
    return Buffer.from(this.bytes(length)).toString('latin1');
  }

  line(): string {
    let text = '';
    for (let character = this.text(1); character !== '\n'; character = this.text(1)) text += character;
    return text;
  }
}

function mapValues<From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
