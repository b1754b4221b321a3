import { readPixels } from './drawing.ts';
import { element } from './elements.ts';
import { type FoundFace, server } from './server.ts';

/** A face of an album. */
export interface AlbumFace {
  readonly file: File;
  /** Its photograph's place in the album. */
  readonly photograph: number;
  /** Its place among the faces of the photograph. */
  readonly face: number;
  readonly person: string | null;
  readonly embedding: string;
  readonly picture: HTMLCanvasElement;
}

export interface AlbumListener {
  readonly signal: AbortSignal;
  /** One more is done. */
  readonly onPhotograph: () => void;
  readonly onProblem: (name: string, error: unknown) => void;
}

/** Photographs on their way at a time. */
const AT_ONCE = 4;
/** Pixels of the picture of a face, and how much around the face it shows, in shares of its longer side. */
const [SIDE, AROUND] = [96, 0.25];

/** Finds the faces of all photographs, in their order. One that cannot be read costs the others nothing. */
export async function readAlbum(files: readonly File[], listener: AlbumListener): Promise<AlbumFace[]> {
  const found: AlbumFace[][] = files.map(() => []);
  const waiting = [...files.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !listener.signal.aborted; next = waiting.shift()) {
      const [photograph, file] = next;
      found[photograph] = await facesOf(file, photograph).catch((error: unknown) => {
        listener.onProblem(file.name, error);
        return [];
      });
      listener.onPhotograph();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.flat();
}

async function facesOf(file: File, photograph: number): Promise<AlbumFace[]> {
  const faces = await server.recognize(file, { embeddings: true });
  // What the server reads and the browser does not, such as HEIC, is shown without a picture.
  const pixels = faces.length === 0 ? undefined : await readPixels(file).catch(() => undefined);
  const album = faces.map(({ box, person, embedding = '' }, face) => {
    return { file, photograph, face, person, embedding, picture: cutFace(pixels, box) };
  });
  pixels?.close();
  return album;
}

function cutFace(pixels: ImageBitmap | undefined, [x1, y1, x2, y2]: FoundFace['box']): HTMLCanvasElement {
  const picture = element('canvas', { width: SIDE, height: SIDE });
  const side = Math.max(x2 - x1, y2 - y1) * (1 + 2 * AROUND);
  const [left, top] = [(x1 + x2 - side) / 2, (y1 + y2 - side) / 2];
  if (pixels) picture.getContext('2d')?.drawImage(pixels, left, top, side, side, 0, 0, SIDE, SIDE);
  return picture;
}
