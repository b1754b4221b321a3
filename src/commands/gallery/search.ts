import { type OpenGalleryNetworks, openGalleryNetworks } from '../../pipelines/gallery/gallery-networks.ts';
import { searchPhotographs } from '../../pipelines/gallery/search.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import { createCollectionView } from '../../report/progress/collection.ts';
import { formatSearch } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { noticesTo } from '../shared/notices.ts';
import type { SearchFlags } from './options.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery search <gallery> <photographs…>`: the enrolled faces most like these. Returns the exit code. */
export async function gallerySearch(
  { args: [name = '', ...paths] }: Pick<CommandLine, 'args'>,
  flags: SearchFlags,
  io: Io,
  openNetworks: OpenGalleryNetworks = openGalleryNetworks,
): Promise<number> {
  const inputs = await readInputs(paths, flags, io);
  await using store = await openStore(name, io);
  const view = createCollectionView(flags, io);
  await using tools = openNetworks(store, { ...flags, detector: readDetector(flags, io.cwd) }, noticesTo(io, flags));
  const { cwd, signal } = io;
  const world = { cwd, signal, listener: view, openEmbedder: (images?: number) => tools.openEmbedder(images) };
  const report = await searchPhotographs(inputs, flags, store, world).finally(() => {
    view.stop();
  });
  io.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : formatSearch(report));
  return report.images.some(({ status }) => status !== 'unreadable') ? EXIT.done : EXIT.failed;
}
