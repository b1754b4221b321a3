import { galleryEnrol } from '../../../src/commands/gallery/enrol.ts';
import { galleryIdentify } from '../../../src/commands/gallery/identify.ts';
import { gallerySearch } from '../../../src/commands/gallery/search.ts';
import type { Io } from '../../../src/commands/shared/context.ts';
import type { EnrolFlags, IdentifyFlags, SearchFlags } from '../../../src/commands/gallery/options.ts';
import type { OpenGalleryNetworks } from '../../../src/pipelines/gallery/gallery-networks.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { encodePng } from '../../../src/image/encode.ts';
import type { DetectFaces } from '../../../src/pipelines/collection/crop-plan.ts';
import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { angleEmbedder, type CommandResult } from './fake-classifier.ts';
import { faceAt, type FakeEmbedder } from './fake-embed.ts';
import { createTestIo } from '../io.ts';

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

/** The body of a command of `facekit gallery` that takes photographs. */
type PhotographCommand<Flags> = (
  command: { readonly args: readonly string[] },
  flags: Flags,
  io: Io,
  open: OpenGalleryNetworks,
) => Promise<number>;

/** Runs a command in a folder with everything real but the networks, with these flags unless others are given. */
const running =
  <Flags extends object>(command: PhotographCommand<Flags>, usual: Flags) =>
  async (
    cwd: string,
    args: readonly string[],
    flags: Partial<Flags> = {},
    embedder: FakeEmbedder = angleEmbedder(),
  ): Promise<CommandResult> => {
    const { io, stdout, stderr } = createTestIo({ cwd });
    const exitCode = await command({ args }, { ...usual, ...flags }, io, tools(embedder));
    return { exitCode, stdout: stdout(), stderr: stderr() };
  };

/** Runs `gallery enrol`. Its faces are small, and taken all the same. */
export const runEnrol = running<EnrolFlags>(galleryEnrol, { batchSize: 4, device: 'cpu', force: true });

/** Runs `gallery identify`. */
export const runIdentify = running<IdentifyFlags>(galleryIdentify, {
  batchSize: 4,
  top: 1,
  minMargin: 0,
  device: 'cpu',
});

/** Runs `gallery search`. */
export const runSearch = running<SearchFlags>(gallerySearch, { batchSize: 4, top: 10, device: 'cpu' });
