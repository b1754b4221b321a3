import { quarantineFiles, type QuarantineItem, type QuarantineOutcome } from '../../dataset/quarantine/quarantine.ts';
import { isNear } from '../../dataset/quarantine/restore.ts';
import type { CheckReport } from './check-folder.ts';
import type { CheckSettings } from './check-settings.ts';

export interface QuarantinedFindings {
  readonly outcome: QuarantineOutcome;
  /** Whether `restoreQuarantine` finds the data set by itself; else it must be told where it is. */
  readonly restoresByItself: boolean;
}

/**
 * Moves the files of a check that have one of the problems of its settings into a folder, each once.
 *
 * @param folder absolute
 * @throws FacekitError as `quarantineFiles`
 */
export async function quarantineFindings(
  report: CheckReport,
  folder: string,
  { root, problems, signal }: Pick<CheckSettings, 'root' | 'problems'> & { readonly signal: AbortSignal },
): Promise<QuarantinedFindings> {
  const outcome = await quarantineFiles(itemsToMove(report, problems), { root, folder, signal });
  return { outcome, restoresByItself: await isNear(folder, root) };
}

/** Each file once, with the problems that it is moved for. */
function itemsToMove({ findings }: CheckReport, problems: CheckSettings['problems']): QuarantineItem[] {
  const items = new Map<string, string[]>();
  for (const { path, problem } of findings.images)
    if (problems.includes(problem)) items.set(path, [...(items.get(path) ?? []), problem]);
  return [...items].map(([path, why]) => ({ path, problems: why }));
}
