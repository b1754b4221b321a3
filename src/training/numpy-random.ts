/** Numbers of the state of MT19937. */
const STATE_WORDS = 624;
/** How far ahead lies the number that a word is mixed with. */
const MIXED_WITH = 397;

/** Where a stream of random numbers is: what `NumpyRandom` goes on from. */
export interface NumpyRandomState {
  /** The 624 words of MT19937. */
  readonly words: Uint32Array;
  /** Words used, 0 to 624. */
  readonly used: number;
}

/**
 * The random numbers of NumPy's `RandomState(seed)`, which `numpy.random.seed` sets up too: MT19937 (Matsumoto and Nishimura 1998), and
 * what NumPy makes of its words. What FaceNet's scripts draw with a seed is drawn here too.
 */
export class NumpyRandom {
  readonly #words: Uint32Array;
  #used: number;

  /** @param from a seed, a whole number from 0 to 2³² − 1, or the state of another stream */
  constructor(from: number | NumpyRandomState) {
    this.#words = typeof from === 'number' ? seeded(from) : from.words.slice();
    this.#used = typeof from === 'number' ? STATE_WORDS : from.used;
  }

  /** A whole number from 0 to `count` − 1, as `randint(count)`; `count` is at most 2³². */
  below(count: number): number {
    if (count <= 1) return 0;
    const mask = 2 ** (32 - Math.clz32(count - 1)) - 1;
    for (;;) {
      const value = (this.#next() & mask) >>> 0;
      if (value < count) return value;
    }
  }

  /** A number in [0, 1) of 53 bits, as `random_sample()`. */
  uniform(): number {
    const high = this.#next() >>> 5;
    return (high * 2 ** 26 + (this.#next() >>> 6)) / 2 ** 53;
  }

  /** Puts the items in random order where they are, as `shuffle(items)`. */
  shuffle(items: { readonly length: number; [index: number]: unknown }): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
  }

  /** The place in the stream, to go on from there later. */
  state(): NumpyRandomState {
    return { words: this.#words.slice(), used: this.#used };
  }

  #next(): number {
    if (this.#used === STATE_WORDS) {
      twist(this.#words);
      this.#used = 0;
    }
    let word = this.#words[this.#used++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }
}

function seeded(seed: number): Uint32Array {
  const words = new Uint32Array(STATE_WORDS);
  let word = seed >>> 0;
  for (let i = 0; i < STATE_WORDS; i++) {
    words[i] = word;
    word = Math.imul(1_812_433_253, word ^ (word >>> 30)) + i + 1;
  }
  return words;
}

/** The next 624 words from those before. */
function twist(words: Uint32Array): void {
  const at = (i: number): number => words[i % STATE_WORDS] ?? 0;
  for (let i = 0; i < STATE_WORDS; i++) {
    const joined = (at(i) & 0x80000000) | (at(i + 1) & 0x7fffffff);
    words[i] = at(i + MIXED_WITH) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
  }
}
