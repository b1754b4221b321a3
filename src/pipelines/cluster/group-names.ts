import path from 'node:path';

/** Letters of a name that a folder's name takes. */
const MOST_LETTERS = 80;

/** What some file systems do not take in a name, and what means something there. */
const folderName = (person: string): string => {
  const plain = person.normalize('NFC').replace(/[\p{C}/\\:*?"<>|]+/gu, '_');
  return (
    Array.from(plain)
      .slice(0, MOST_LETTERS)
      .join('')
      .replace(/^[.\s]+|[.\s]+$/g, '') || '_'
  );
};

/**
 * Names of groups, each given once: those of people, the later ones of one person with `-2`, `-3`, …; for others `person-0001`,
 * `person-0002`, …
 */
export function createNamer(taken: Iterable<string>): (person?: string) => string {
  // Some file systems take names that differ in case for the same.
  const used = new Set(Array.from(taken, (name) => name.toLowerCase()));
  const firstFree = (nameOf: (number: number) => string, from: number): string => {
    let number = from;
    while (used.has(nameOf(number).toLowerCase())) number += 1;
    used.add(nameOf(number).toLowerCase());
    return nameOf(number);
  };
  return (person) => {
    if (person === undefined) return firstFree((number) => `person-${String(number).padStart(4, '0')}`, 1);
    const name = folderName(person);
    return firstFree((number) => (number === 1 ? name : `${name}-${number}`), 1);
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
