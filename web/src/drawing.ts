import type { FoundFace } from './server.ts';

/** The pixels of a photograph, turned upright as the server sees it. */
export const readPixels = (photograph: Blob): Promise<ImageBitmap> =>
  createImageBitmap(photograph, { imageOrientation: 'from-image' });

export interface Drawn {
  readonly box: FoundFace['box'];
  readonly label: string;
  readonly isKnown: boolean;
}

/** Draws an image with boxes and names. */
export function drawFaces(canvas: HTMLCanvasElement, image: CanvasImageSource & Sized, faces: readonly Drawn[]): void {
  const { width, height } = image;
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) return;
  context.drawImage(image, 0, 0, width, height);
  const unit = Math.max(2, Math.round(Math.max(width, height) / 320));
  context.lineWidth = unit;
  context.font = `600 ${unit * 8}px system-ui, sans-serif`;
  context.textBaseline = 'bottom';
  for (const { box, label, isKnown } of faces) drawFace(context, { box, label, isKnown }, unit);
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

function drawFace(context: CanvasRenderingContext2D, { box, label, isKnown }: Drawn, unit: number): void {
  const [x1, y1, x2, y2] = box;
  const colour = isKnown ? '#0b7a2f' : '#8a4600';
  context.strokeStyle = colour;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  const height = unit * 10;
  const top = y1 >= height ? y1 - height : y1;
  context.fillStyle = colour;
  context.fillRect(x1 - unit / 2, top, context.measureText(label).width + unit * 3, height);
  context.fillStyle = '#ffffff';
  context.fillText(label, x1 + unit, top + height - unit);
}
