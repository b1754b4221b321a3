import { FacekitError } from '../../core/errors.ts';
import type { FindAlignedFolder } from '../../dataset/aligned-folder.ts';
import type { RecordedAlignment } from '../../dataset/embedding-file/contents.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { CropPlan, ModelInput, PhotographChoice } from './crop-plan.ts';

/** Decides for each image how its faces are cut out. */
export type PlanCrops = (file: ImageFile) => Promise<CropPlan>;

/** Photographs, in which the detector finds the faces. */
export const planPhotographs = ({ allFaces, select, margin }: PhotographChoice): PlanCrops => {
  const plan = { kind: 'photograph', allFaces, select, margin } as const;
  return () => Promise.resolve(plan);
};

/**
 * Images that each show one face, cut out before. For a model that wants them turned by their landmarks, those come from
 * `align`'s list, or are found again on the crop.
 */
export function planReadyCrops(model: ModelInput, findFolder: FindAlignedFolder): PlanCrops {
  const asItIs = { kind: 'as-is' } as const;
  if (model.alignment.kind === 'box') return () => Promise.resolve(asItIs);
  return async ({ file }) => {
    const folder = await findFolder(file);
    if (folder?.kind === 'similarity') return asItIs;
    const origin = await folder?.originOf(file);
    return origin ? { kind: 'turned', origin } : { kind: 'found-again' };
  };
}

/**
 * How crops were cut out, as far as their folders say. Throws `alignment-mismatch` for crops turned by their landmarks and a
 * model that wants them cut out by their box.
 */
export async function alignmentOfCrops(
  { name, alignment, inputSize }: ModelInput,
  files: readonly ImageFile[],
  findFolder: FindAlignedFolder,
): Promise<RecordedAlignment> {
  if (alignment.kind === 'similarity') return { kind: 'similarity', margin: null, imageSize: inputSize };
  const margins = new Set<number | null>();
  for (const { file, path } of files) {
    const folder = await findFolder(file);
    if (folder?.kind === 'similarity') {
      throw new FacekitError(
        'alignment-mismatch',
        `Expected crops cut out by their box, as ${name} was trained with, but ${path} was made by align \`alignment: similarity\`: align the photographs again without it, or choose \`model: mobilefacenet\`.`,
      );
    }
    margins.add(folder?.margin ?? null);
  }
  const [margin = null, ...others] = margins;
  return { kind: 'box', margin: others.length > 0 ? null : margin, imageSize: inputSize };
}
