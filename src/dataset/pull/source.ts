import type { ExpectedFile } from '../../files/download/fetch-verified.ts';

/** A file of a data set as mirrors have it. */
export interface DatasetFile extends ExpectedFile {
  /** What it is called in a folder that is given by `from`. */
  readonly name: string;
  /** Where it is on the network, in the order in which they are tried. */
  readonly addresses: readonly string[];
}

/** The images of a data set in one archive, `<top>/<person>/<image>.jpg`. */
export interface ImageArchive extends DatasetFile {
  /** How much there is to fetch, for progress; its SHA-256 says what it must be. */
  readonly megabytes: number;
  /** How many images are in it, for progress. */
  readonly images: number;
}

/** What a data set is made of. */
export interface DatasetSource {
  /** Also the name of the folder of its images. */
  readonly name: string;
  readonly variant: string;
  readonly archive: ImageArchive;
  /** Small files that belong beside the images. */
  readonly lists: readonly DatasetFile[];
}
