import { identifyPhotographs } from '../../pipelines/gallery/identify.ts';
import { formatIdentified, formatIdentifiedJson } from '../../report/text/gallery.ts';
import { createCollectionView } from '../../report/progress/collection.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import { noticesTo } from '../shared/notices.ts';
import { networksCommand } from '../shared/networks-command.ts';
import type { IdentifyFlags } from './options.ts';
import { openStore } from './open-gallery.ts';
import { type OpenGalleryNetworks, openGalleryNetworks } from '../../pipelines/gallery/gallery-networks.ts';

/** `facekit gallery identify <gallery> <photographs…>`: who is it, and is it anyone we know? Returns the exit code. */
export const galleryIdentify = networksCommand<IdentifyFlags, OpenGalleryNetworks>(
  openGalleryNetworks,
  async ({ args, flags, io, openNetworks }) => {
    const [name = '', ...paths] = args;
    const inputs = await readInputs(paths, flags, io);
    await using store = await openStore(name, io);
    const view = createCollectionView(flags, io);
    await using tools = openNetworks(store, { ...flags, detector: readDetector(flags, io.cwd) }, noticesTo(io, flags));
    const world = {
      cwd: io.cwd,
      signal: io.signal,
      listener: view,
      openEmbedder: (images?: number) => tools.openEmbedder(images),
      decode: (input: string | Uint8Array) => tools.decode(input),
      encode: (image: Parameters<typeof tools.encode>[0]) => tools.encode(image),
    };
    const report = await identifyPhotographs(inputs, flags, store, world).finally(() => {
      view.stop();
    });
    io.stdout.write(flags.json ? formatIdentifiedJson(report) : formatIdentified(report));
    return report.images.some(({ status }) => status !== 'unreadable') ? EXIT.done : EXIT.failed;
  },
);
