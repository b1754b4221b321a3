import path from 'node:path';

/** Names `person-0001`, `person-0002`, … that are not taken yet. */
export function createNamer(taken: Iterable<string>): () => string {
  const used = new Set(taken);
  let number = 0;
  return () => {
    let name: string;
    do {
      number += 1;
      name = `person-${String(number).padStart(4, '0')}`;
    } while (used.has(name));
    return name;
  };
}

/** Names of files for images, each given once: of several images with one name the later ones get `-2`, `-3`, …. */
export function createFileNamer(): (image: string) => string {
  const used = new Set<string>();
  return (image) => {
    const { name, ext } = path.posix.parse(image);
    let file = `${name}${ext}`;
    // Some file systems take names that differ in case for the same.
    for (let number = 2; used.has(file.toLowerCase()); number++) file = `${name}-${number}${ext}`;
    used.add(file.toLowerCase());
    return file;
  };
}
