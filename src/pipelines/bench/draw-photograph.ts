import type { Point } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { fillDisc, type Colour } from '../../image/draw.ts';

/** A picture to measure with where there is no photograph: three faces, drawn so that the detector takes them for real. */
export function drawPhotograph(): RgbImage {
  const picture = drawBackground(640, 480);
  drawFace(picture, { x: 200, y: 220 }, 180);
  drawFace(picture, { x: 460, y: 200 }, 120);
  drawFace(picture, { x: 560, y: 400 }, 60);
  return picture;
}

const SKIN: Colour = [214, 170, 142];
const SHADOW: Colour = [176, 126, 100];
const HAIR: Colour = [60, 42, 34];
const WHITE: Colour = [235, 230, 225];
const LIPS: Colour = [160, 74, 72];

/** Waves of light with a little grain: a plain background would keep the detector less busy than a photograph does. */
function drawBackground(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const light = 110 + 60 * Math.sin(x / 37) * Math.cos(y / 53) + ((x * 7919 + y * 104_729) % 13);
      data.set([0.7 * light, 0.8 * light, light], i);
    }
  }
  return { width, height, data };
}

/** A face seen from the front. Lengths are shares of `size`, about the width of the head. */
function drawFace(picture: RgbImage, centre: Point, size: number): void {
  const oval = (x: number, y: number, [rx, ry]: readonly [number, number], colour: Colour): void => {
    const middle = { x: centre.x + x * size, y: centre.y + y * size };
    fillOval(picture, middle, { rx: rx * size, ry: ry * size, colour });
  };
  oval(0, -0.12, [0.56, 0.7], HAIR);
  oval(0, 0.5, [0.22, 0.6], SHADOW); // the neck
  oval(0, 0, [0.48, 0.64], SKIN);
  oval(0, 0.06, [0.045, 0.13], SHADOW); // the nose
  for (const side of [-1, 1]) {
    oval(0.2 * side, -0.1, [0.14, 0.14], SHADOW);
    oval(0.2 * side, -0.22, [0.13, 0.025], HAIR);
    oval(0.2 * side, -0.1, [0.09, 0.045], WHITE);
    oval(0.2 * side, -0.1, [0.045, 0.045], HAIR);
    oval(0.06 * side, 0.17, [0.03, 0.03], HAIR);
  }
  oval(0, 0.36, [0.19, 0.05], LIPS);
}

/** Discs of the smaller radius side by side along the greater one. */
function fillOval(
  picture: RgbImage,
  centre: Point,
  { rx, ry, colour }: { rx: number; ry: number; colour: Colour },
): void {
  const radius = Math.min(rx, ry);
  const [reachX, reachY] = [rx - radius, ry - radius];
  const discs = Math.ceil((6 * (reachX + reachY)) / radius) + 1;
  for (let n = 0; n < discs; n++) {
    const along = discs === 1 ? 0 : (2 * n) / (discs - 1) - 1;
    fillDisc(picture, { x: centre.x + along * reachX, y: centre.y + along * reachY }, { radius, colour });
  }
}
