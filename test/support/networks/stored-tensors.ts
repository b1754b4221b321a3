import { readFileSync } from 'node:fs';
import type { Tensor, Weights } from '../../../src/core/tensor.ts';

/** A tensor as JSON has it. */
export type StoredTensor = Pick<Tensor, 'shape'> & { readonly data: readonly number[] };

/** A small network, and what another program computes with it. */
export interface StoredCase {
  readonly name: string;
  readonly input: StoredTensor;
  readonly expected: StoredTensor;
  readonly weights: Readonly<Record<string, StoredTensor>>;
}

/** The cases of `fixtures/tensor/<name>.json`. */
export function readCases<Case extends StoredCase>(name: string): Case[] {
  const fixture = new URL(`../../fixtures/tensor/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(fixture, 'utf8')) as { cases: Case[] }).cases;
}

export const toWeights = (stored: StoredCase['weights']): Weights =>
  new Map(Object.entries(stored).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
