import type { Box } from '../core/box.ts';
import type { Point } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import { GLYPH, glyphPixels, toFontCharacters } from './draw-font.ts';

/** Red, green and blue in [0, 255]. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Ink {
  readonly colour: Colour;
  /** 0 leaves the picture as it is, 1 covers it. Default 1. */
  readonly opacity?: number;
}

/** A copy to draw on: the functions here change the image that they are given, and ignore what lies outside it. */
export const copyImage = (image: RgbImage): RgbImage => ({ ...image, data: image.data.slice() });

/** Fills a box, whose corners are rounded to whole pixels. */
export function fillRectangle(canvas: RgbImage, box: Box, ink: Ink): void {
  const [x1, x2] = [clip(box.x1, canvas.width), clip(box.x2, canvas.width)];
  const [y1, y2] = [clip(box.y1, canvas.height), clip(box.y2, canvas.height)];
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) blend(canvas, y * canvas.width + x, ink, 1);
  }
}

/** Draws the outline of a box: a line of whole pixels along its corners, half of it outside. */
export function drawRectangle(canvas: RgbImage, box: Box, { lineWidth, ...ink }: Ink & { lineWidth: number }): void {
  const half = lineWidth / 2;
  const [left, right] = [Math.round(box.x1 - half), Math.round(box.x2 - half)];
  const [top, bottom] = [Math.round(box.y1 - half), Math.round(box.y2 - half)];
  // The sides leave the corners to the upper and lower line: ink that lets the picture through is laid on once.
  fillRectangle(canvas, { x1: left, y1: top, x2: right + lineWidth, y2: top + lineWidth }, ink);
  fillRectangle(canvas, { x1: left, y1: bottom, x2: right + lineWidth, y2: bottom + lineWidth }, ink);
  fillRectangle(canvas, { x1: left, y1: top + lineWidth, x2: left + lineWidth, y2: bottom }, ink);
  fillRectangle(canvas, { x1: right, y1: top + lineWidth, x2: right + lineWidth, y2: bottom }, ink);
}

/** Fills a disc with a smooth edge: a pixel takes the share of ink that the disc covers of it, to a good approximation. */
export function fillDisc(canvas: RgbImage, centre: Point, { radius, ...ink }: Ink & { radius: number }): void {
  const x2 = clip(centre.x + radius + 1, canvas.width);
  const y2 = clip(centre.y + radius + 1, canvas.height);
  for (let y = clip(centre.y - radius - 1, canvas.height); y < y2; y++) {
    for (let x = clip(centre.x - radius - 1, canvas.width); x < x2; x++) {
      const distance = Math.hypot(x + 0.5 - centre.x, y + 0.5 - centre.y);
      const cover = Math.min(1, Math.max(0, radius - distance + 0.5));
      blend(canvas, y * canvas.width + x, ink, cover);
    }
  }
}

/** Writes a line of text, enlarged by a whole number, with its top left corner at a point. Not of ASCII: see `toFontCharacters`. */
export function drawText(
  canvas: RgbImage,
  text: string,
  { at, scale, ...ink }: Ink & { readonly at: Point; readonly scale: number },
): void {
  Array.from(toFontCharacters(text)).forEach((character, i) => {
    const left = Math.round(at.x) + i * (GLYPH.width + GLYPH.gap) * scale;
    for (const pixel of glyphPixels(character)) {
      const x1 = left + pixel.x * scale;
      const y1 = Math.round(at.y) + pixel.y * scale;
      fillRectangle(canvas, { x1, y1, x2: x1 + scale, y2: y1 + scale }, ink);
    }
  });
}

/** Pixels that a line of text takes above its base line; letters such as g reach `scale` pixels below it. */
export function textSize(text: string, scale: number): { width: number; height: number } {
  const characters = toFontCharacters(text).length;
  const width = Math.max(0, characters * (GLYPH.width + GLYPH.gap) - GLYPH.gap);
  return { width: width * scale, height: GLYPH.height * scale };
}

const clip = (position: number, length: number): number => Math.min(Math.max(Math.round(position), 0), length);

function blend({ data }: RgbImage, pixel: number, { colour, opacity = 1 }: Ink, cover: number): void {
  const share = opacity * cover;
  for (let channel = 0; channel < 3; channel++) {
    const at = pixel * 3 + channel;
    data[at] = Math.round((data[at] ?? 0) * (1 - share) + (colour[channel] ?? 0) * share);
  }
}
