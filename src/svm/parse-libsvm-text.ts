import { FacekitError } from '../core/errors.ts';
import { pairCount, type Kernel, type SvmModel } from './model.ts';

/**
 * Reads libsvm's text of a C-SVC with a linear or RBF kernel and probabilities. Support vectors must be dense, `1:… 2:…` up
 * to one dimension, as those of embeddings are.
 *
 * Counts are compared with the length of the text before anything is allocated for them, and every number must be finite.
 * @param source what the text came from, for the messages
 * @throws FacekitError `svm-model` naming the line and what was expected there
 */
export function parseLibsvmText(text: string, source: string): SvmModel {
  const reader = new LineReader(text, source);
  const header = readHeader(reader);
  const classes = readCount(header, 'nr_class', reader);
  const total = readCount(header, 'total_sv', reader);
  // Every coefficient, and every number of a pair, takes two characters or more.
  if (classes < 2 || classes * classes > 2 * text.length || total * (classes - 1) > text.length) {
    throw reader.invalid(`nr_class ${classes} and total_sv ${total} do not fit a text of ${text.length} characters`);
  }
  const pairs = pairCount(classes);
  const numbers = (name: string, count: number): Float64Array => readNumbers(header, name, { count, reader });
  const kernel = readKernel(header, reader);
  const labels = readIntegers(numbers('label', classes), 'label', reader);
  const counts = readIntegers(numbers('nr_sv', classes), 'nr_sv', reader);
  if (new Set(labels).size !== classes) throw reader.invalid('expected label to name every class once');
  if (counts.some((count) => count < 0) || counts.reduce((a, b) => a + b, 0) !== total) {
    throw reader.invalid(`expected nr_sv to add up to total_sv ${total}`);
  }
  const [rho, probA, probB] = [numbers('rho', pairs), numbers('probA', pairs), numbers('probB', pairs)];
  return { kernel, labels, counts, rho, probA, probB, ...readSupportVectors(reader, total, classes - 1) };
}

type Header = ReadonlyMap<string, string>;

/** The lines `name value…` before the line `SV`. */
function readHeader(reader: LineReader): Header {
  const header = new Map<string, string>();
  for (let line = reader.next(); line !== 'SV'; line = reader.next()) {
    if (line === undefined) throw reader.invalid('expected a line SV; the text is cut off or no libsvm model');
    const space = line.indexOf(' ');
    const name = space < 0 ? line : line.slice(0, space);
    if (header.has(name)) throw reader.invalid(`${name} is there twice`);
    header.set(name, line.slice(name.length + 1).trim());
  }
  if (header.get('svm_type') !== 'c_svc') throw reader.invalid('expected svm_type c_svc');
  return header;
}

function readKernel(header: Header, reader: LineReader): Kernel {
  const type = header.get('kernel_type');
  if (type === 'linear') return { type };
  if (type !== 'rbf') throw reader.invalid(`expected kernel_type linear or rbf but found ${type ?? 'none'}`);
  const [gamma = NaN] = readNumbers(header, 'gamma', { count: 1, reader });
  if (gamma <= 0) throw reader.invalid(`expected gamma above 0 but found ${gamma}`);
  return { type, gamma };
}

function readCount(header: Header, name: string, reader: LineReader): number {
  const [count = NaN] = readNumbers(header, name, { count: 1, reader });
  if (!Number.isSafeInteger(count) || count < 1) throw reader.invalid(`expected a count above 0 for ${name}`);
  return count;
}

function readNumbers(
  header: Header,
  name: string,
  { count, reader }: { count: number; reader: LineReader },
): Float64Array {
  const value = header.get(name);
  if (value === undefined) {
    const remedy = name.startsWith('prob') ? '; train with probability estimates (svm-train -b 1)' : '';
    throw reader.invalid(`expected a line ${name}${remedy}`);
  }
  const words = value.split(' ');
  if (words.length !== count) throw reader.invalid(`expected ${count} numbers for ${name} but found ${words.length}`);
  return Float64Array.from(words, (word) => reader.number(word, name));
}

function readIntegers(numbers: Float64Array, name: string, reader: LineReader): number[] {
  if (!numbers.every(Number.isSafeInteger)) throw reader.invalid(`expected integers for ${name}`);
  return [...numbers];
}

type SupportVectors = Pick<SvmModel, 'dimension' | 'supportVectors' | 'coefficients'>;

function readSupportVectors(reader: LineReader, total: number, rows: number): SupportVectors {
  const coefficients = new Float64Array(rows * total);
  let supportVectors = new Float32Array();
  let dimension = 0;
  for (let s = 0; s < total; s++) {
    const words = (reader.next() ?? '').trimEnd().split(' ');
    if (s === 0) {
      dimension = words.length - rows;
      // A number takes four characters or more: `1:0 `.
      if (dimension < 1 || total * dimension > reader.length) throw reader.invalid('expected a dense support vector');
      supportVectors = new Float32Array(total * dimension);
    }
    if (words.length !== rows + dimension) {
      throw reader.invalid(
        `expected ${rows} coefficients and ${dimension} numbers for support vector ${s + 1} of ${total}; the text is cut off or altered`,
      );
    }
    for (let row = 0; row < rows; row++) coefficients[row * total + s] = reader.number(words[row] ?? '', 'coefficient');
    for (let c = 0; c < dimension; c++) {
      supportVectors[s * dimension + c] = readElement(reader, words[rows + c] ?? '', c + 1);
    }
  }
  if (reader.next()) throw reader.invalid(`expected the text to end after ${total} support vectors`);
  return { dimension, supportVectors, coefficients };
}

function readElement(reader: LineReader, word: string, index: number): number {
  const prefix = `${index}:`;
  if (!word.startsWith(prefix)) throw reader.invalid(`expected ${prefix}number but found ${word.slice(0, 40)}`);
  return Math.fround(reader.number(word.slice(prefix.length), `number ${index}`));
}

/** Hands out the lines of a text one by one, and knows where it is. */
class LineReader {
  readonly #text: string;
  readonly #source: string;
  #position = 0;
  #line = 0;

  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
  }

  get length(): number {
    return this.#text.length;
  }

  /** The next line without its end, or undefined after the last. */
  next(): string | undefined {
    if (this.#position >= this.#text.length) return undefined;
    const found = this.#text.indexOf('\n', this.#position);
    const end = found < 0 ? this.#text.length : found;
    const line = this.#text.slice(this.#position, end);
    this.#position = end + 1;
    this.#line += 1;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  number(word: string, name: string): number {
    const value = word === '' ? NaN : Number(word);
    // A number of single precision must stay finite there.
    if (!Number.isFinite(Math.fround(value))) {
      throw this.invalid(`expected a finite number for ${name} but found '${word.slice(0, 40)}'`);
    }
    return value;
  }

  invalid(problem: string): FacekitError {
    return new FacekitError('svm-model', `Cannot read the SVM in ${this.#source}, line ${this.#line}: ${problem}.`);
  }
}
