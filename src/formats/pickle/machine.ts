import { FacekitError } from '../../core/errors.ts';
import { shortened } from '../../core/json.ts';
import type { ByteReader } from '../byte-reader.ts';

/** In a damaged pickle the rest of it may be taken for a name. */
const LONGEST_NAME = 80;
/** What all calls together are given: a list may be given to one call after the other. */
const MOST_ARGUMENTS = 1_000_000;

/** An object that an allowed global builds; the caller derives its own from it. */
export abstract class PickleObject {
  /** Keeps plain values from passing for one. */
  protected readonly isPickleObject = true;
}

/** What a pickle can hold here. Tuples are arrays; dictionaries are maps. */
export type PickleValue =
  null | boolean | number | bigint | string | PickleValue[] | Map<PickleValue, PickleValue> | PickleObject;

/** A name in a pickle that is allowed; calling it builds a value out of the arguments. Without `call` it only stands for itself. */
export class PickleGlobal extends PickleObject {
  readonly name: string;
  readonly call: ((args: readonly PickleValue[]) => PickleValue) | undefined;

  constructor(name: string, call?: (args: readonly PickleValue[]) => PickleValue) {
    super();
    this.name = name;
    this.call = call;
  }
}

export interface PickleOptions {
  /** Names besides `collections.OrderedDict` that the pickle may mention. Default: none. */
  readonly globals?: readonly PickleGlobal[];
  /** Turns a persistent id, a reference to something outside of the pickle, into a value. Default: refused. */
  readonly persistentLoad?: (id: PickleValue) => PickleValue;
}

const ORDERED_DICT = new PickleGlobal('collections.OrderedDict', (args) => {
  const dict = new Map<PickleValue, PickleValue>();
  for (const pair of Array.isArray(args[0]) ? args[0] : [])
    if (Array.isArray(pair)) dict.set(pair[0] ?? null, pair[1] ?? null);
  return dict;
});

/** The stack, marks and memo that the operations of a pickle work on. */
export class PickleMachine {
  readonly reader: ByteReader;
  readonly #globals: ReadonlyMap<string, PickleGlobal>;
  readonly #persistentLoad: PickleOptions['persistentLoad'];
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #argumentsLeft = MOST_ARGUMENTS;

  constructor(reader: ByteReader, { globals = [], persistentLoad }: PickleOptions) {
    this.reader = reader;
    this.#globals = new Map([ORDERED_DICT, ...globals].map((global) => [global.name, global]));
    this.#persistentLoad = persistentLoad;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.invalid('takes from an empty stack');
    return this.#stack.pop() ?? null;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  /** The last `count` values, in the order they were pushed. */
  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** The values above the last mark; the mark goes as well. */
  popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.invalid('looks for a mark that was never set');
    return this.#stack.splice(mark);
  }

  put(index = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  get(index: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.invalid(`recalls value ${index}, which was never stored`);
    return value;
  }

  global(name: string): PickleGlobal {
    const global = this.#globals.get(name);
    if (!global) throw this.refuse(name);
    return global;
  }

  call(callee: PickleValue, args: PickleValue): PickleValue {
    if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) throw this.invalid('calls what is no function');
    if (!callee.call) throw this.refuse(callee.name);
    this.#count(args);
    for (const list of args) if (Array.isArray(list)) this.#count(list);
    return callee.call(args);
  }

  #count({ length }: readonly PickleValue[]): void {
    this.#argumentsLeft -= length;
    if (this.#argumentsLeft < 0) throw this.invalid(`gives more than ${MOST_ARGUMENTS} values to calls`);
  }

  load(id: PickleValue): PickleValue {
    if (!this.#persistentLoad) throw this.refuse('a persistent id');
    return this.#persistentLoad(id);
  }

  refuse(what: string): FacekitError {
    return new FacekitError(
      'pickle-refused',
      `facekit refuses to run ${shortened(what, LONGEST_NAME)}, which the pickle in ${this.reader.source} asks for: only tensors, numbers, strings, ` +
        'lists, tuples and dictionaries are read. Save a plain state dict: torch.save(model.state_dict(), path).',
    );
  }

  invalid(what: string): FacekitError {
    const { source, offset } = this.reader;
    return new FacekitError('pickle-invalid', `Expected a pickle in ${source} but before offset ${offset} it ${what}.`);
  }
}
