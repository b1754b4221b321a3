import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { MODELS_FOLDER } from '../bundled.ts';
import { findKnownModel, KNOWN_MODELS, type KnownModel } from '../known-models.ts';
import type { ModelHeader, ModelSource, StoredModelInfo } from '../model-info.ts';
import { readNetworkHeader } from '../network-file.ts';
import { readOnnxHeader } from '../onnx-file.ts';
import { unpublishedWeights } from '../published-weights.ts';
import { findInstalled, findModel, installedNames, modelFolder, sizeOfFile, type StoreOptions } from './find-model.ts';

export type ModelStatus = 'bundled' | 'installed' | 'not-installed' | 'damaged';

/** A model that facekit knows or that lies in the cache, without its weights. */
export interface ModelListing {
  readonly name: string;
  readonly status: ModelStatus;
  /** Absent where the file of a model of the user's own cannot be read. */
  readonly info?: KnownModel | StoredModelInfo;
  readonly file?: string;
  /** Of the file. */
  readonly bytes?: number;
  /** Of the weights; as it was when the model was written, not checked here. */
  readonly sha256?: string;
  readonly source?: ModelSource;
  /** A phrase about weights that go by the name of a known model but are not the published ones. */
  readonly unpublished?: string;
  /** What is wrong with a damaged model. */
  readonly problem?: string;
}

/** All models: those that facekit knows, then those of the user's own. Weights are not read. */
export async function listModels({ folder = modelFolder() }: Pick<StoreOptions, 'folder'> = {}): Promise<
  ModelListing[]
> {
  const known = KNOWN_MODELS.map(({ name }) => name as string);
  const own = (await installedNames(folder)).filter((name) => findKnownModel(name) === undefined);
  return Promise.all([...known, ...own].map((name) => listModel(name, folder)));
}

/**
 * What is known of one model, by name or file.
 *
 * @throws FacekitError `model-unknown`, `file-not-found`.
 */
export async function describeModel(nameOrFile: string, options: StoreOptions = {}): Promise<ModelListing> {
  if (findKnownModel(nameOrFile)) return listModel(nameOrFile, options.folder ?? modelFolder());
  const { file } = await findModel(nameOrFile, options);
  return describeFile(path.parse(file).name, file);
}

async function listModel(name: string, folder: string): Promise<ModelListing> {
  const known = findKnownModel(name);
  if (known?.origin.kind === 'bundled') {
    const file = path.join(MODELS_FOLDER, known.origin.file);
    const listing = { name, info: known, file, sha256: known.origin.sha256 };
    const bytes = await sizeOfFile(file);
    if (bytes === undefined)
      return { ...listing, status: 'damaged', problem: 'the file is missing; reinstall facekit' };
    return { ...listing, status: 'bundled', bytes };
  }
  const installed = await findInstalled(name, folder);
  if (installed) return describeFile(name, installed.file);
  return { name, status: 'not-installed', ...(known && { info: known }) };
}

async function describeFile(name: string, file: string): Promise<ModelListing> {
  const bytes = (await sizeOfFile(file)) ?? 0;
  const header = await readHeader(file);
  if ('damage' in header) return { name, status: 'damaged', file, bytes, problem: header.damage };
  const unpublished = unpublishedWeights({ ...header, name: findKnownModel(name) ? name : header.info.name });
  return { name, status: 'installed', file, bytes, ...header, ...(unpublished !== undefined && { unpublished }) };
}

/** What the file of a model says about itself, or what is wrong with it. */
export async function readHeader(file: string): Promise<ModelHeader | { damage: string }> {
  try {
    return await (file.toLowerCase().endsWith('.onnx') ? readOnnxHeader(file) : readNetworkHeader(file));
  } catch (error) {
    if (error instanceof FacekitError) return { damage: error.message };
    throw error;
  }
}
