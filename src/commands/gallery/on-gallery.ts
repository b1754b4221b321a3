import type { GalleryStore } from '../../gallery/store.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ChangeFlags } from './options.ts';
import { openStore } from './open-gallery.ts';

interface GalleryCall<Flags> {
  /** Those behind the name of the gallery. */
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly cwd: string;
}

/** The body of a command that works on a gallery that is there, and prints a report: in words, as JSON, or not at all. */
export const onGallery =
  <Flags extends ChangeFlags, Report>(
    work: (store: GalleryStore, call: GalleryCall<Flags>) => Promise<Report>,
    inWords: (report: Report) => string,
  ) =>
  async ({ args: [gallery = '', ...args] }: Pick<CommandLine, 'args'>, flags: Flags, io: Io): Promise<number> => {
    await using store = await openStore(gallery, io);
    const report = await work(store, { args, flags, cwd: io.cwd });
    printReport(report, inWords, { flags, io });
    return EXIT.done;
  };

/** Prints what a command came to: in words, as JSON, or not at all. */
export function printReport<Report>(
  report: Report,
  inWords: (report: Report) => string,
  { flags: { json, quiet }, io: { stdout } }: { readonly flags: ChangeFlags; readonly io: Pick<Io, 'stdout'> },
): void {
  if (json) stdout.write(`${JSON.stringify(report)}\n`);
  else if (!quiet) stdout.write(inWords(report));
}
