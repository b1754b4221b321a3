import { readFileSync } from 'node:fs';
import type { Weights } from '../../../src/core/tensor.ts';
import { srnLayers } from '../../../src/models/import/srn-layers.ts';
import { foldSrn } from '../../../src/models/import/srn-state.ts';
import { madeState } from './srn-made.mjs';

/** A network a quarter as wide as the published one. */
export const SLIM = { width: 16, blocks: [3, 4, 6, 3] } as const;

export const slimWeights = (): Weights => {
  const layers = srnLayers(SLIM);
  return foldSrn(madeState(layers), 'made', layers);
};

/** Numbers of PyTorch and torchvision; `test/fixtures/srn/make.py` says how they were made. */
export interface SrnFixture {
  /** Of each map every `step`-th number, and the largest absolute one. */
  readonly maps: Readonly<
    Record<
      string,
      { readonly shape: number[]; readonly step: number; readonly values: number[]; readonly largest: number }
    >
  >;
  readonly anchors: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly decoded: readonly number[];
  /** Boxes x1, y1, x2, y2, score before and after the vote. */
  readonly voted: { readonly boxes: readonly (readonly number[])[]; readonly faces: readonly (readonly number[])[] };
  readonly scaled: readonly { factor: number; width: number; height: number; data: number[] }[];
  readonly detections: readonly {
    readonly candidates: number;
    readonly count: number;
    /** Every seventh. */
    readonly rows: readonly (readonly number[])[];
    readonly before_nms?: number;
    readonly overlap?: number;
    readonly keep?: number;
  }[];
}

export const srnFixture = (): SrnFixture =>
  JSON.parse(readFileSync(new URL('../../fixtures/srn/expected.json', import.meta.url), 'utf8')) as SrnFixture;
