import { readFileSync } from 'node:fs';

interface Selected {
  readonly triplets: readonly (readonly [number, number, number])[];
  readonly pairs: number;
}

interface SelectionFixture {
  readonly random: readonly {
    readonly seed: number;
    readonly below: readonly (readonly [count: number, drawn: number])[];
    readonly shuffled: readonly number[];
    readonly uniform: readonly number[];
    readonly later: number;
  }[];
  readonly people: readonly {
    readonly images: readonly number[];
    readonly people: number;
    readonly imagesPerPerson: number;
    readonly samples: readonly { readonly classes: number[]; readonly counts: number[]; readonly images: number[] }[];
  }[];
  readonly selection: readonly {
    readonly name: string;
    readonly dimension: number;
    readonly images: readonly number[];
    readonly people: number;
    readonly margin: number;
    readonly embeddings: string;
    readonly distances: string;
    readonly violating: Selected;
    readonly 'semi-hard': Selected;
  }[];
}

/** A file of `test/fixtures/training`. */
export const readTrainingFixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/training/${name}`, import.meta.url), 'utf8'));

/** What `make-selection.py` has written: numbers of NumPy. */
export const selectionFixture = readTrainingFixture('selection.json') as SelectionFixture;

/** Numbers of single precision, little-endian, in base64. */
export function unpackFloats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}
