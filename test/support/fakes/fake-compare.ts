import { readFile } from 'node:fs/promises';
import type { CompareNetworks, EmbedderTool } from '../../../src/pipelines/compare/compare-networks.ts';
import { asEmbedding } from '../../../src/core/embedding.ts';
import { FacekitError } from '../../../src/core/errors.ts';
import type { Face, Landmarks } from '../../../src/core/face.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { findKnownModel } from '../../../src/models/known-models.ts';

export interface FakeTools extends CompareNetworks {
  /** What was opened and not disposed. */
  readonly open: ReadonlySet<string>;
  /** Files in the order in which they were looked at. */
  readonly detected: readonly string[];
}

/**
 * Everything real but the codec and the networks. A photograph is a text file of angles, one for each face from the left, such as
 * `0 60`: the embedding of a face is the point at its angle (degrees) on a circle. The first face is the largest, the last one
 * has the highest score. Anything else cannot be decoded.
 */
export function createFakeTools({ model = 'facenet-vggface2' } = {}): FakeTools {
  const open = new Set<string>();
  const detected: string[] = [];
  const names = new WeakMap<RgbImage, { file: string; faces: Face[] }>();
  const opened = <Tool extends object>(name: string, tool: Tool): Tool & AsyncDisposable => {
    open.add(name);
    const dispose = (): Promise<void> => Promise.resolve(void open.delete(name));
    return { ...tool, [Symbol.asyncDispose]: dispose };
  };
  return {
    open,
    detected,
    encode: encodePng,
    decode: async (input) => {
      const file = typeof input === 'string' ? input : 'the image';
      const text = typeof input === 'string' ? await readFile(input, 'utf8') : Buffer.from(input).toString();
      const angles = text.trim() === '' ? [] : text.trim().split(' ').map(Number);
      if (angles.some(Number.isNaN)) throw new FacekitError('corrupt', `Cannot read ${file}: no angles`);
      const image = photograph(angles);
      names.set(image, { file, faces: angles.map((_, i) => faceAt(i)).reverse() });
      return image;
    },
    openDetector: () =>
      Promise.resolve(
        opened('detector', {
          detect: (image: RgbImage) => {
            const { file = '', faces = [] } = names.get(image) ?? {};
            detected.push(file);
            return Promise.resolve(faces);
          },
        }),
      ),
    openEmbedder: () => Promise.resolve(opened('embedder', fakeEmbedder(model))),
  };
}

const SIDE = 60;

/** A square for each face, as blue as its angle says. */
function photograph(angles: readonly number[]): RgbImage {
  const width = SIDE * Math.max(1, angles.length);
  const data = Uint8Array.from({ length: width * SIDE * 3 }, (_, i) =>
    i % 3 === 2 ? (angles[Math.floor(((i / 3) % width) / SIDE)] ?? 0) : 50,
  );
  return { width, height: SIDE, data };
}

function faceAt(index: number): Face {
  const left = index * SIDE;
  const at = (x: number, y: number): { x: number; y: number } => ({ x: left + x, y });
  const landmarks: Landmarks = [at(22, 25), at(38, 25), at(30, 32), at(24, 38), at(36, 38)];
  const inset = index === 0 ? 15 : 20;
  const box = { x1: left + inset, y1: inset, x2: left + SIDE - inset, y2: SIDE - inset };
  return { box, score: 0.8 + index / 100, landmarks };
}

function fakeEmbedder(model: string): Omit<EmbedderTool, typeof Symbol.asyncDispose> {
  const info = findKnownModel(model);
  if (info?.role !== 'embedder') throw new Error(`no embedder ${model}`);
  return {
    info,
    sha256: 'abc',
    standardisation: 'fixed',
    device: 'cpu',
    embed: (faces) => Promise.resolve(faces.map((face) => pointAt(blueInTheMiddle(face)))),
  };
}

function blueInTheMiddle({ width, height, data }: RgbImage): number {
  return data[(Math.floor(height / 2) * width + Math.floor(width / 2)) * 3 + 2] ?? 0;
}

function pointAt(degrees: number): ReturnType<typeof asEmbedding> {
  const angle = (degrees * Math.PI) / 180;
  return asEmbedding(Float32Array.of(Math.cos(angle), Math.sin(angle)));
}
