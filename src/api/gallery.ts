import path from 'node:path';
import type { Calibration, GalleryFace, PersonSummary } from '../gallery/contents.ts';
import { FacekitError } from '../core/errors.ts';
import { requirePath } from '../core/inner-path.ts';
import type { GalleryStore } from '../gallery/store.ts';
import type { EmbeddingFileMetadata } from '../dataset/embedding-file/contents.ts';
import { type CalibrateOptions, calibrateGallery } from '../pipelines/gallery/calibrate.ts';
import { type EnrolOptions, enrolPhotographs } from '../pipelines/gallery/enrol.ts';
import type { EnrolReport } from '../pipelines/gallery/enrol-report.ts';
import { type ExportReport, exportGallery } from '../pipelines/gallery/export.ts';
import { type GalleryNetworks, openGalleryNetworks } from '../pipelines/gallery/gallery-networks.ts';
import { type IdentifyOptions, identifyPhotographs } from '../pipelines/gallery/identify.ts';
import type { IdentifyReport } from '../pipelines/gallery/identify-report.ts';
import { galleryName, openPlace, resolveGallery } from '../pipelines/gallery/open-place.ts';
import { removeFromGallery, type RemoveReport } from '../pipelines/gallery/remove.ts';
import { mergePeople, renamePerson, type RenameReport } from '../pipelines/gallery/rename.ts';
import { searchPhotographs, type SearchOptions, type SearchReport } from '../pipelines/gallery/search.ts';
import type { NetworkOptions } from '../pipelines/networks/open-networks.ts';
import { neverAborted, type RunOptions } from './run-options.ts';

export interface GalleryOptions extends Partial<NetworkOptions>, RunOptions {
  /** Receives a line when another model or backend is used than could be expected. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/**
 * People and their faces in a folder. What a call has changed is there to stay when it returns; other processes may use the gallery at
 * the same time. Dispose it after use.
 */
export interface Gallery extends AsyncDisposable {
  /** The folder; of a gallery in a database its address, without a password. */
  readonly folder: string;
  /** How its embeddings are made; undefined before the first face is enrolled. */
  readonly embeddings: EmbeddingFileMetadata | undefined;
  /** Adds the faces of photographs, folders of them or patterns. @throws FacekitError as `facekit gallery enrol` */
  enrol(paths: readonly string[], options?: Partial<EnrolOptions>): Promise<EnrolReport>;
  /** Tells who is in photographs. @throws FacekitError `gallery-not-found`, `gallery-mismatch` */
  identify(paths: readonly string[], options?: Partial<IdentifyOptions>): Promise<IdentifyReport>;
  /** The enrolled faces most like those of photographs. @throws FacekitError as `identify` */
  search(paths: readonly string[], options?: Partial<SearchOptions>): Promise<SearchReport>;
  /** Sorted by name. */
  people(): Promise<PersonSummary[]>;
  /** In the order in which they were enrolled; of one person where a name is given. */
  faces(person?: string): Promise<GalleryFace[]>;
  /** Removes people by name and faces by id. @throws FacekitError `person-unknown`, `face-unknown` */
  remove(targets: readonly string[]): Promise<RemoveReport>;
  /** @throws FacekitError `person-unknown`, `person-exists` */
  rename(from: string, to: string): Promise<RenameReport>;
  /** Makes people one, who keeps the last name. @throws FacekitError `person-unknown` */
  merge(names: readonly string[]): Promise<RenameReport>;
  /** Finds and keeps the distance above which a face is nobody. */
  calibrate(options?: CalibrateOptions): Promise<Calibration>;
  /** Writes an embedding file. @throws FacekitError `no-faces` */
  export(file: string): Promise<ExportReport>;
}

/**
 * Opens a gallery. Where there is none, the first face that is enrolled makes it.
 *
 * @param folder of the gallery, or postgres://user@host/database
 * @throws FacekitError `gallery-damaged`, `gallery-version`
 */
export async function openGallery(folder: string, options: GalleryOptions = {}): Promise<Gallery> {
  const { cwd = process.cwd(), signal = neverAborted(), onNotice, ...networks } = options;
  requirePath(folder, 'folder');
  const place = await openPlace(resolveGallery(cwd, folder));
  const file = galleryName(resolveGallery(cwd, folder));
  let { store } = place;
  let tools: GalleryNetworks | undefined;
  const need = (): GalleryStore => {
    if (store) return store;
    throw new FacekitError('gallery-not-found', `Expected a gallery at ${file} but there is none: enrol faces first.`);
  };
  const world = () => {
    tools ??= openGalleryNetworks(store, { device: 'auto', ...networks }, (line) => onNotice?.(line));
    return { ...tools, cwd, signal, listener: { begins: () => undefined, finishes: () => undefined } };
  };
  const create = async (embeddings: EmbeddingFileMetadata): Promise<GalleryStore> =>
    (store = await place.create(embeddings));
  return {
    folder: file,
    get embeddings() {
      return store?.embeddings;
    },
    enrol: (paths, enrol = {}) => enrolPhotographs(paths, enrol, { store, create }, world()),
    identify: async (paths, identify = {}) =>
      identifyPhotographs(paths, { top: 1, minMargin: 0, ...identify }, need(), world()),
    search: async (paths, search = {}) => searchPhotographs(paths, { top: 10, ...search }, need(), world()),
    people: async () => (store ? store.people() : []),
    faces: async (person) => (store ? store.faces({ person }) : []),
    remove: async (targets) => removeFromGallery(targets, need()),
    rename: async (from, to) => renamePerson(from, to, need()),
    merge: async (names) => mergePeople(names, need()),
    calibrate: async (calibrate) => calibrateGallery(need(), calibrate),
    export: async (output) => exportGallery(path.resolve(cwd, output), need()),
    [Symbol.asyncDispose]: async () => {
      await tools?.[Symbol.asyncDispose]();
      await store?.[Symbol.asyncDispose]();
    },
  };
}
