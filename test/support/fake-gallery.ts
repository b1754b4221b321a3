import { galleryEnrol } from '../../src/commands/gallery/enrol.ts';
import { galleryIdentify } from '../../src/commands/gallery/identify.ts';
import { gallerySearch } from '../../src/commands/gallery/search.ts';
import type { Io } from '../../src/commands/shared/context.ts';
import type { EnrolFlags, IdentifyFlags } from '../../src/commands/gallery/options.ts';
import type { OpenGalleryNetworks } from '../../src/pipelines/gallery/gallery-networks.ts';
import type { RgbImage } from '../../src/core/image.ts';
import { decodeImage } from '../../src/image/codec.ts';
import { encodePng } from '../../src/image/encode.ts';
import type { DetectFaces } from '../../src/pipelines/collection/crop-plan.ts';
import { embedInThisThread } from '../../src/pipelines/collection/image-workers.ts';
import { angleEmbedder, type CommandResult } from './fake-classifier.ts';
import { faceAt, type FakeEmbedder } from './fake-embed.ts';
import { createTestIo } from './io.ts';

/** One face in every image that is not black; two in one that is white at the lower right. */
const detect: DetectFaces = (image: RgbImage) => {
  if ((image.data[0] ?? 0) === 0) return Promise.resolve([]);
  const faces = [faceAt(8, 8, 30, 34)];
  return Promise.resolve(image.data.at(-1) === 255 ? [...faces, faceAt(10, 10, 28, 30)] : faces);
};

const tools =
  (embedder: FakeEmbedder): OpenGalleryNetworks =>
  () => ({
    openEmbedder: () => Promise.resolve(embedInThisThread(embedder, detect) as never),
    decode: (input) => decodeImage(input),
    encode: encodePng,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });

/** What a command of these tests comes to in a folder. */
async function resultIn(cwd: string, command: (io: Io) => Promise<number>): Promise<CommandResult> {
  const { io, stdout, stderr } = createTestIo({ cwd });
  const exitCode = await command(io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** Runs `gallery enrol` in a folder with everything real but the networks. Its faces are small, and taken all the same. */
export async function runEnrol(
  cwd: string,
  args: readonly string[],
  flags: Partial<EnrolFlags> = {},
  embedder: FakeEmbedder = angleEmbedder(),
): Promise<CommandResult> {
  const all: EnrolFlags = { batchSize: 4, device: 'cpu', force: true, ...flags };
  return resultIn(cwd, (io) => galleryEnrol({ args }, all, io, tools(embedder)));
}

/** Runs `gallery identify` in the same way. */
export async function runIdentify(
  cwd: string,
  args: readonly string[],
  flags: Partial<IdentifyFlags> = {},
  embedder: FakeEmbedder = angleEmbedder(),
): Promise<CommandResult> {
  const all: IdentifyFlags = { batchSize: 4, top: 1, minMargin: 0, device: 'cpu', ...flags };
  return resultIn(cwd, (io) => galleryIdentify({ args }, all, io, tools(embedder)));
}

/** Runs `gallery search` in the same way. */
export async function runSearch(cwd: string, args: readonly string[], top: number): Promise<CommandResult> {
  const flags = { batchSize: 4, top, device: 'cpu' } as const;
  return resultIn(cwd, (io) => gallerySearch({ args }, flags, io, tools(angleEmbedder())));
}
