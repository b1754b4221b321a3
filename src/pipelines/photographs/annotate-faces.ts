import { boxHeight, boxWidth, type Box } from '../../core/box.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import {
  copyImage,
  drawRectangle,
  drawText,
  fillDisc,
  fillRectangle,
  textSize,
  type Colour,
} from '../../image/draw.ts';

/** A face to draw: with its label, or without one in a modest way, as a face that is not meant. */
export interface AnnotatedFace extends Pick<Face, 'box'>, Partial<Pick<Face, 'landmarks'>> {
  readonly label?: string;
  /** Drawn in the modest way in spite of its label. */
  readonly isModest?: boolean;
}

const ACCENT: Colour = [255, 214, 10];
const MODEST: Colour = [225, 225, 225];
const DARK: Colour = [20, 20, 20];

/** Pixels of a drawing, all of which follow the size of the picture. */
interface Style {
  readonly lineWidth: number;
  /** How much a dark edge sticks out on either side of a line: what is drawn shows on any background. */
  readonly edge: number;
  /** How many pixels one of the font's becomes. */
  readonly textScale: number;
}

/** A copy of a picture with the box, the five landmarks and the label of each face drawn. */
export function annotateFaces(image: RgbImage, faces: readonly AnnotatedFace[]): RgbImage {
  const canvas = copyImage(image);
  const style = styleFor(image);
  // Labels come last, those that are meant above the others: no line runs through a name.
  const inOrder = [...faces].sort((a, b) => Number(isMeant(a)) - Number(isMeant(b)));
  for (const face of inOrder) drawFace(canvas, face, style);
  for (const face of inOrder) if (face.label !== undefined) drawLabel(canvas, face, { label: face.label, style });
  return canvas;
}

const isMeant = ({ label, isModest = false }: AnnotatedFace): boolean => label !== undefined && !isModest;

const colourOf = (face: AnnotatedFace): Colour => (isMeant(face) ? ACCENT : MODEST);

/** Shares of the picture's shorter side: on 1000 pixels, lines of 3 and letters 21 high; letters of 14 where there is room. */
function styleFor({ width, height }: RgbImage): Style {
  const side = Math.min(width, height);
  const lineWidth = Math.max(1, Math.round(side / 300));
  return {
    lineWidth,
    edge: Math.max(1, Math.round(lineWidth / 3)),
    textScale: Math.max(side < 150 ? 1 : 2, Math.round(side / 300)),
  };
}

function drawFace(canvas: RgbImage, face: AnnotatedFace, style: Style): void {
  const colour = colourOf(face);
  const lineWidth = isMeant(face) ? style.lineWidth : Math.max(1, Math.floor(style.lineWidth / 2));
  drawRectangle(canvas, face.box, { colour: DARK, opacity: 0.5, lineWidth: lineWidth + 2 * style.edge });
  drawRectangle(canvas, face.box, { colour, lineWidth });
  const radius = landmarkRadius(face.box, lineWidth);
  for (const point of face.landmarks ?? []) {
    fillDisc(canvas, point, { colour: DARK, opacity: 0.7, radius: radius + style.edge });
    fillDisc(canvas, point, { colour, radius });
  }
}

/** A little thicker than the lines, unless the face is too small for that. */
const landmarkRadius = (box: Box, lineWidth: number): number =>
  Math.max(1, Math.min(1.3 * lineWidth, 0.03 * Math.max(boxWidth(box), boxHeight(box))));

/** Dark letters on a filled field that sits on the box, or hangs in it where the picture ends. */
function drawLabel(canvas: RgbImage, face: AnnotatedFace, { label, style }: { label: string; style: Style }): void {
  const { box } = face;
  const { lineWidth, textScale } = style;
  const text = textSize(label, textScale);
  const padding = 2 * textScale;
  const [width, height] = [text.width + 2 * padding, text.height + 2 * padding];
  const [left, top] = [Math.round(box.x1 - lineWidth / 2), Math.round(box.y1 - lineWidth / 2)];
  const x1 = inside(left, canvas.width - width);
  const y1 = inside(top < height ? top : top - height, canvas.height - height);
  fillRectangle(canvas, { x1, y1, x2: x1 + width, y2: y1 + height }, { colour: colourOf(face) });
  drawText(canvas, label, { at: { x: x1 + padding, y: y1 + padding }, scale: textScale, colour: DARK });
}

const inside = (position: number, last: number): number => Math.max(0, Math.min(position, last));
