import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import type { RgbImage } from '../../../../src/core/image.ts';
import { patterned } from '../../../support/images.ts';

/** What another program makes of a pattern. */
export interface ResizeCase {
  readonly name: string;
  /** Width and height. */
  readonly from: [number, number];
  readonly to: [number, number];
  /** As `digest` has it. */
  readonly sha256: string;
}

/** Reads a table with a case a line, as `250×250 → 150×150 dab0b42fc2510654 first level of a pyramid`. */
export const resizeCases = (table: string): ResizeCase[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [, w = '', h = '', toW = '', toH = '', sha256 = '', name = ''] =
        /^ *(\d+)×(\d+) → (\d+)×(\d+) +([0-9a-f]{16}) +(.+)$/.exec(line) ?? [];
      if (name === '') throw new Error(`Expected a case but the table has ${line}`);
      return { name, from: [Number(w), Number(h)], to: [Number(toW), Number(toH)], sha256 };
    });

/** The first 16 digits of the SHA-256. */
export const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16);

/** A resize gives the bytes of the other program. */
export function expectBytes(
  resize: (image: RgbImage, width: number, height: number) => RgbImage,
  { from, to, sha256 }: ResizeCase,
): void {
  const resized = resize(patterned(...from), ...to);
  expect([resized.width, resized.height]).toEqual(to);
  expect(digest(resized.data)).toBe(sha256);
}
