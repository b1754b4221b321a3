import { usageError } from '../../core/errors.ts';
import type { DatasetFile, DatasetSource, ImageArchive } from './source.ts';

/**
 * `original` are the photographs as LFW collected them, on which FaceNet's published accuracy was measured; `funneled` are turned
 * upright by the first of LFW's two methods. Nobody has published the SHA-256 of the deep-funneled ones.
 */
export const LFW_VARIANTS = ['original', 'funneled'] as const;
export type LfwVariant = (typeof LFW_VARIANTS)[number];

const LISTS_AT_MOST = 1_000_000;
const IMAGES = 13_233;

/**
 * LFW as scikit-learn pins it: addresses and SHA-256 of `sklearn/datasets/_lfw.py`. The second address is that of LFW's authors,
 * which is often out of reach.
 */
export const lfwSource = (variant: LfwVariant): DatasetSource => ({
  name: 'lfw',
  variant,
  archive: ARCHIVES[variant],
  lists: [
    file('pairs.txt', 5976006, 'ea42330c62c92989f9d7c03237ed5d591365e89b3e649747777b70e692dc1592'),
    file('pairsDevTrain.txt', 5976012, '1d454dada7dfeca0e7eab6f65dc4e97a6312d44cf142207be28d688be92aabfa'),
    file('pairsDevTest.txt', 5976009, '7cb06600ea8b2814ac26e946201cdb304296262aad67d046a16a7ec85d0ff87c'),
  ],
});

/**
 * The data set of a name.
 *
 * @throws FacekitError `usage` for one that is not known
 */
export function datasetSource(name: string, variant: LfwVariant): DatasetSource {
  if (name === 'lfw') return lfwSource(variant);
  throw usageError(`Expected lfw as the data set to pull but received ${name}.`);
}

const file = (name: string, id: number, sha256: string, maxBytes = LISTS_AT_MOST): DatasetFile => ({
  name,
  sha256,
  maxBytes,
  addresses: [`https://ndownloader.figshare.com/files/${id}`, `http://vis-www.cs.umass.edu/lfw/${name}`],
});

const archive = (megabytes: number, ...[name, id, sha256]: Parameters<typeof file>): ImageArchive => ({
  ...file(name, id, sha256, 1.5e6 * megabytes),
  megabytes,
  images: IMAGES,
});

const ARCHIVES: Readonly<Record<LfwVariant, ImageArchive>> = {
  original: archive(181, 'lfw.tgz', 5976018, '055f7d9c632d7370e6fb4afc7468d40f970c34a80d4c6f50ffec63f5a8d536c0'),
  funneled: archive(
    243,
    'lfw-funneled.tgz',
    5976015,
    'b47c8422c8cded889dc5a13418c4bc2abbda121092b3533a83306f90d900100a',
  ),
};
