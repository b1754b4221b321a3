import type { RgbImage } from '../../core/image.ts';
import { areaScale, type AxisTaps } from './area-taps.ts';

/** Computes one byte of the result: column x counts bytes (three a pixel). */
export type ExactByte = (x: number, y: number) => number;

/** Rounds to the nearest integer, halves to the even one, as the processor (and so OpenCV) does. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const excess = value - below;
  if (excess === 0.5) return below % 2 === 0 ? below : below + 1;
  return excess < 0.5 ? below : below + 1;
}

/**
 * One byte of OpenCV's INTER_AREA exactly as its own arithmetic gives it. It has three: an exact 2× shrink of both
 * axes and other whole ratios sum integers, anything else accumulates in float32.
 */
export function exactAreaByte(image: RgbImage, columns: AxisTaps, rows: AxisTaps): ExactByte {
  const scaleX = areaScale(image.width, columns.first.length - 1);
  const scaleY = areaScale(image.height, rows.first.length - 1);
  if (!Number.isInteger(scaleX) || !Number.isInteger(scaleY)) return float32Byte(image, columns, rows);
  const area = scaleX * scaleY;
  const total = (x: number, y: number): number => integerSum(image, { x, y, scaleX, scaleY });
  if (scaleX === 2 && scaleY === 2) return (x, y) => (total(x, y) + 2) >> 2;
  return (x, y) => roundHalfToEven(Math.fround(Math.fround(total(x, y)) * Math.fround(1 / area)));
}

interface WholeCell {
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

function integerSum(image: RgbImage, { x, y, scaleX, scaleY }: WholeCell): number {
  const channel = x % 3;
  let sum = 0;
  for (let row = y * scaleY; row < (y + 1) * scaleY; row++) {
    const start = (row * image.width + ((x - channel) / 3) * scaleX) * 3 + channel;
    for (let i = 0; i < scaleX; i++) sum += image.data[start + i * 3] ?? 0;
  }
  return sum;
}

/** Every product and every partial sum is rounded to float32, rows inside columns. */
function float32Byte(image: RgbImage, columns: AxisTaps, rows: AxisTaps): ExactByte {
  const { fround } = Math;
  const { data, width } = image;
  return (x, y) => {
    const channel = x % 3;
    const cell = (x - channel) / 3;
    const from = columns.first[cell] ?? 0;
    const to = columns.first[cell + 1] ?? 0;
    const lastRow = rows.first[y + 1] ?? 0;
    let sum = 0;
    for (let j = rows.first[y] ?? 0; j < lastRow; j++) {
      const start = (rows.pixel[j] ?? 0) * width * 3 + channel;
      let across = 0;
      for (let i = from; i < to; i++) {
        const value = data[start + (columns.pixel[i] ?? 0) * 3] ?? 0;
        across = fround(across + fround(value * (columns.weight[i] ?? 0)));
      }
      sum = fround(sum + fround(across * (rows.weight[j] ?? 0)));
    }
    return Math.min(roundHalfToEven(sum), 255);
  };
}
