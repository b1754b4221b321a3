import { FacekitError } from '../../core/errors.ts';

/** An array of a MATLAB file. Elements are in MATLAB's order: the first axis changes fastest. */
export type MatArray =
  | { readonly kind: 'numbers'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly kind: 'text'; readonly shape: readonly number[]; readonly text: string }
  | { readonly kind: 'cells'; readonly shape: readonly number[]; readonly cells: readonly MatArray[] }
  /** Of a class that is not read: a structure, an object, a sparse or a complex matrix. */
  | { readonly kind: 'other'; readonly shape: readonly number[] };

/** What is wrong with a file, and what to do. */
export const matInvalid = (source: string, problem: string): FacekitError =>
  new FacekitError('mat-invalid', `Expected a MATLAB file (version 5) in ${source} but ${problem}.`);
