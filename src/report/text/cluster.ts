import { printable } from '../../core/printable.ts';
import type { Agreement, ClusterAgreement } from '../../evaluation/cluster-agreement.ts';
import type { ClusterReport } from '../../pipelines/cluster/cluster-report.ts';
import { missingLines } from './images/missing-images.ts';

/** Groups, and pairs of groups, that are listed. */
const SHOWN = 10;

/** What grouping came to, for people. */
export function formatCluster(report: ClusterReport): string {
  const { groups, unsorted, near, agreement } = report;
  const doubtful = groups.reduce((sum, { faces }) => sum + faces.filter((face) => face.doubtful).length, 0);
  const inGroups = groups.reduce((sum, { faces }) => sum + faces.length, 0);
  return [
    `Model: ${printable(report.model.name)}`,
    `Faces: ${report.faces}, of ${report.images} images`,
    ...missingLines(report.missing),
    `Groups: ${groups.length} with ${inGroups} faces (at least ${report.minFaces} each, threshold ${report.threshold})`,
    ...groups.slice(0, SHOWN).map(({ name, faces }) => `  ${printable(name)}  ${faces.length}`),
    ...(groups.length > SHOWN ? [`  … and ${groups.length - SHOWN} more`] : []),
    `Unsorted: ${unsorted.length}`,
    `Doubtful faces: ${doubtful}`,
    `Groups that may be one person: ${near.length}`,
    ...near
      .slice(0, SHOWN)
      .map(({ names, distance }) => `  ${names.map(printable).join(' and ')}  ${distance.toFixed(3)}`),
    ...(near.length > SHOWN ? [`  … and ${near.length - SHOWN} more`] : []),
    ...(agreement ? agreementLines(agreement) : []),
    `Time: ${report.seconds.toFixed(2)} s without embedding`,
    ...(report.output === null ? [] : [`Written to ${printable(report.output)}`]),
    '',
  ].join('\n');
}

const agreementLines = ({ classes, groups, bcubed, pairs, nmi }: ClusterAgreement): string[] => [
  `Against the folders: ${groups} groups, ${classes} folders`,
  `  BCubed    ${inWords(bcubed)}`,
  `  Pairs     ${inWords(pairs)}`,
  `  NMI       ${nmi.toFixed(4)}`,
];

const inWords = ({ f, precision, recall }: Agreement): string =>
  `F ${f.toFixed(4)}, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`;

/** The report as one JSON object, for programs. */
export const formatClusterJson = (report: ClusterReport): string => `${JSON.stringify(report)}\n`;
