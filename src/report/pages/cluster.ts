import type { ClusterOutcome } from '../../pipelines/cluster/cluster-collection.ts';
import { faceKey } from '../../pipelines/cluster/found-faces.ts';
import { formatClusterHtml, shownFaces } from '../html/cluster.ts';
import { facePictures } from './face-pictures.ts';

/** The contact sheet of groups. Only the images that it shows are read again. */
export async function clusterPage({ report, faces }: ClusterOutcome): Promise<string> {
  const keys = new Set(shownFaces(report).map(faceKey));
  const shown = [...keys].map((key) => {
    const { picture, file, box = null } = faces.get(key) ?? {};
    return { key, file: picture ?? file, box };
  });
  const pictures = await facePictures(shown);
  return formatClusterHtml(report, (face) => pictures.get(faceKey(face)));
}
