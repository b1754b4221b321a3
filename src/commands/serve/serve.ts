import path from 'node:path';
import { machineLimits } from '../../files/machine-limits.ts';
import { openNetworksLike } from '../../pipelines/networks/open-networks-like.ts';
import { openNetworks } from '../../pipelines/networks/open-networks.ts';
import { isDatabaseAddress } from '../../gallery/database/address.ts';
import { galleryName, openPlace, resolveGallery } from '../../pipelines/gallery/open-place.ts';
import { createGalleryService } from '../../pipelines/serving/gallery-service.ts';
import { requireKeyBeyondLoopback, serveGallery } from '../../server/serve-gallery.ts';
import { readKeySha256, writeNewKey } from '../../server/security/key-file.ts';
import type { LogEntry } from '../../server/observe/log.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { noticesTo } from '../shared/notices.ts';
import type { ServeFlags } from './options.ts';

/** `facekit serve [gallery]`: answers until it is stopped. Returns the exit code. */
export async function serve({ args }: Pick<CommandLine, 'args'>, flags: ServeFlags, io: Io): Promise<number> {
  const gallery = resolveGallery(io.cwd, args[0] ?? 'gallery');
  const folder = galleryName(gallery);
  const keyName = isDatabaseAddress(gallery) ? 'gallery' : gallery;
  const keyFile = path.resolve(io.cwd, flags.keyFile ?? `${keyName}.key`);
  if (flags.createKey) return createKey(keyFile, flags, io);
  const keySha256 = await readKeySha256(keyFile);
  requireKeyBeyondLoopback({ host: flags.host, keySha256 });
  const place = await openPlace(gallery);
  const options = { ...flags, detector: readDetector(flags, io.cwd) };
  const onNotice = noticesTo(io, flags);
  await using networks = place.store
    ? openNetworksLike(place.store.embeddings, options, { because: 'The gallery is made with', onNotice })
    : openNetworks(options, onNotice);
  const embedder = await networks.openEmbedder();
  const atWork = 2 * (flags.jobs ?? machineLimits().cores);
  const { maxWaiting, maxRate, maxUpload, allowedHost = [] } = flags;
  await using service = await createGalleryService({ folder, place, embedder, atWork, maxWaiting });
  const server = await serveGallery(service, {
    ...{ host: flags.host, port: flags.port, allowedHosts: allowedHost, keySha256, ratePerSecond: maxRate },
    fileBytes: Math.round(maxUpload * 2 ** 20),
    log: logTo(io, flags),
  });
  const { url } = server;
  io.stdout.write(flags.json ? `${JSON.stringify({ url, gallery: folder, model: service.model.name })}\n` : `${url}\n`);
  await untilStopped(io.signal);
  await server.close();
  return interruptedExitCode(io.signal);
}

async function createKey(file: string, { json, quiet }: ServeFlags, io: Io): Promise<number> {
  const key = await writeNewKey(file);
  io.stdout.write(json ? `${JSON.stringify({ key, file })}\n` : `${key}\n`);
  noticesTo(io, { quiet: quiet ?? false })(
    `Clients send this key in the header x-api-key. It is shown this once: ${file} keeps its SHA-256 alone.`,
  );
  return EXIT.done;
}

/** One JSON object a line, for programs that collect them. */
const logTo =
  ({ stderr }: Io, { quiet }: ServeFlags) =>
  (entry: LogEntry): void => {
    if (!quiet || entry.error !== undefined) stderr.write(`${JSON.stringify(entry)}\n`);
  };

const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
