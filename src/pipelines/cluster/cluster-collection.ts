import { FacekitError } from '../../core/errors.ts';
import { groupBy } from '../../core/group.ts';
import { clusterFaces } from '../../clustering/cluster-faces.ts';
import { measureGroups } from '../../clustering/doubts.ts';
import type { PairRules } from '../../clustering/pair-rules.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { ImageInput } from '../../dataset/image-files.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { type ClusterAgreement, clusterAgreement } from '../../evaluation/cluster-agreement.ts';
import { clusteringThreshold } from '../../models/clustering-threshold.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import type { ClusterReport, FaceGroup, GroupedFace } from './cluster-report.ts';
import type { ClusterOptions } from './cluster-settings.ts';
import { type EarlierClusters, UNSORTED, withEarlier } from './earlier-clusters.ts';
import { faceKey, findFaces, type FoundFace } from './found-faces.ts';
import { agreedName, namesFromGallery } from './gallery-names.ts';
import { createNamer } from './group-names.ts';

/** How far above the threshold, as a share of it, groups still are worth a look. */
const NEAR = 0.15;

/** The outside world of a run; tests pass their own. */
export interface ClusterWorld extends CollectionWorld {
  readonly cwd: string;
}

/** Where groups get their names from. */
export interface Naming {
  /** Groups that are there, and keep theirs. */
  readonly into?: EarlierClusters | undefined;
  /** A gallery of people: a group is called as the one whom more than half of its faces show. */
  readonly nameBy?: GalleryStore | undefined;
}

export interface ClusterOutcome {
  readonly report: ClusterReport;
  readonly metadata: EmbeddingFileMetadata;
  /** Of each face in the report, by what `faceKey` makes of it. */
  readonly faces: ReadonlyMap<string, FoundFace>;
}

/**
 * Groups the faces of a collection by person. Two faces of one photograph never get into one group; faces that were grouped before
 * stay together, and their groups apart.
 *
 * @throws FacekitError `no-faces`, `usage` without a threshold, `interrupted`, and those of finding the faces
 */
export async function runCluster(
  inputs: readonly ImageInput[],
  options: ClusterOptions & Naming,
  world: ClusterWorld,
): Promise<ClusterOutcome> {
  const found = await findFaces(inputs, options, world);
  const { faces, metadata } = withEarlier(found, options.into);
  if (faces.length === 0) {
    throw new FacekitError(
      'no-faces',
      `Expected faces to group but none of ${found.images} images has one: give aligned crops, or photographs with \`detect\`.`,
    );
  }
  const threshold = options.threshold ?? clusteringThreshold(metadata);
  const started = performance.now();
  const rules = rulesOf(faces, options.into);
  const embeddings = faces.map(({ embedding }) => embedding);
  const { signal } = world;
  const all = await clusterFaces(embeddings, { threshold, rules, signal });
  const known = options.nameBy ? await namesFromGallery(faces, metadata, options.nameBy) : [];
  const { groups, unsorted } = await nameGroups(all, {
    ...{ faces, known, threshold, signal },
    minFaces: options.minFaces,
    into: options.into,
  });
  const seconds = (performance.now() - started) / 1000;
  const report: ClusterReport = {
    output: null,
    model: metadata.model,
    threshold,
    minFaces: options.minFaces,
    images: found.images,
    faces: faces.length,
    missing: found.missing,
    groups: groups.named,
    unsorted,
    near: groups.near,
    ...(options.evaluate ? { agreement: agreementOf(all, faces) } : {}),
    seconds,
  };
  return { report, metadata, faces: new Map(faces.map((face) => [faceKey(face), face])) };
}

/** Two faces of a photograph are two people; what was grouped before stays so. */
function rulesOf(faces: readonly FoundFace[], into: EarlierClusters | undefined): PairRules {
  const places = faces.map((_, place) => place);
  const photographs = groupBy(places, (place) => faces[place]?.path);
  const earlier = groupBy(
    places.filter((place) => nameOf(faces[place], into) !== undefined),
    (place) => nameOf(faces[place], into),
  );
  const together = [...earlier.values()];
  return {
    together,
    apart: [
      ...[...photographs.values()].filter(({ length }) => length > 1),
      together.flatMap(([first]) => first ?? []),
    ],
  };
}

const nameOf = (face: FoundFace | undefined, into: EarlierClusters | undefined): string | undefined =>
  face && into?.names.get(faceKey(face));

interface Grouped {
  readonly faces: readonly FoundFace[];
  /** Of each face, who it is; empty where nobody knows. */
  readonly known: readonly (string | null)[];
  readonly threshold: number;
  readonly minFaces: number;
  readonly into: EarlierClusters | undefined;
  readonly signal: AbortSignal;
}

async function nameGroups(
  all: readonly (readonly number[])[],
  { faces, known, threshold, minFaces, into, signal }: Grouped,
): Promise<{
  groups: { named: readonly FaceGroup[]; near: ClusterReport['near'] };
  unsorted: readonly GroupedFace[];
}> {
  const earlierName = (group: readonly number[]): string | undefined =>
    group.map((place) => nameOf(faces[place], into)).find((name) => name !== undefined);
  const kept = all.filter((group) => group.length >= minFaces || earlierName(group) !== undefined);
  const embeddings = faces.map(({ embedding }) => embedding);
  const { ofFaces, near } = await measureGroups(embeddings, kept, { limit: threshold * (1 + NEAR), signal });
  const nextName = createNamer([UNSORTED, ...(into?.names.values() ?? [])]);
  const toFace = (place: number, distance: number | null): GroupedFace[] => {
    const found = faces[place];
    if (!found) return [];
    return [{ path: found.path, face: found.face, distance, doubtful: distance !== null && distance > threshold }];
  };
  const named = kept.map((group, i) => {
    const earlier = earlierName(group);
    return {
      name: earlier ?? nextName(agreedName(group.map((place) => known[place] ?? null))),
      earlier: earlier !== undefined,
      faces: group.flatMap((place, j) => toFace(place, ofFaces[i]?.[j] ?? null)),
    };
  });
  const isKept = new Set(kept);
  return {
    groups: {
      named,
      near: near.map(({ groups: [a, b], distance }) => ({
        names: [named[a]?.name ?? '', named[b]?.name ?? ''] as const,
        distance,
      })),
    },
    unsorted: all
      .filter((group) => !isKept.has(group))
      .flatMap((group) => group.flatMap((place) => toFace(place, null))),
  };
}

function agreementOf(groups: readonly (readonly number[])[], faces: readonly FoundFace[]): ClusterAgreement {
  const labels: string[] = [];
  for (const [i, group] of groups.entries()) for (const place of group) labels[place] = String(i);
  return clusterAgreement(
    faces.map(({ className }) => className),
    labels,
  );
}
