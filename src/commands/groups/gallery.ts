import { defineCommand } from '../shared/command-entry.ts';

const GALLERY = { '<gallery>': "the gallery's folder, or postgres://user@host/database" } as const;
const PHOTOGRAPHS = 'photographs, folders of them, or patterns; - is one on standard input';

/** `facekit gallery …` */
export const GALLERY_COMMANDS = [
  defineCommand('enrol', async () => (await import('../gallery/options.ts')).galleryEnrolCommand, {
    alias: 'enroll',
    summary: 'add the faces of photographs to a gallery',
    description:
      'Finds the face in each photograph and adds it to the gallery, which is made if need be. Nothing is trained: what is enrolled is known at once.',
    arguments: { ...GALLERY, '[photographs...]': `${PHOTOGRAPHS}; folders name the people` },
    examples: ['gallery enrol friends photos', 'gallery enrol friends holiday.jpg --name "Laura Bush"'],
  }),
  defineCommand('identify', async () => (await import('../gallery/options.ts')).galleryIdentifyCommand, {
    summary: 'tell who the people in photographs are',
    description:
      'Finds every face in photographs and tells whose of the gallery it is, or that it is unknown. A person is in a photograph once.',
    arguments: { ...GALLERY, '[photographs...]': PHOTOGRAPHS },
    examples: ['gallery identify friends party.jpg --annotate named --top 3'],
  }),
  defineCommand('search', async () => (await import('../gallery/options.ts')).gallerySearchCommand, {
    summary: 'list the enrolled faces that are most like those of a photograph',
    arguments: { ...GALLERY, '[photographs...]': PHOTOGRAPHS },
    examples: ['gallery search friends portrait.jpg --top 20'],
  }),
  defineCommand('list', async () => (await import('../gallery/options.ts')).galleryListCommand, {
    summary: 'list the people of a gallery, or the faces of one',
    arguments: { ...GALLERY, '[name]': 'the person whose faces are listed' },
    examples: ['gallery list friends', 'gallery list friends "Laura Bush"'],
  }),
  defineCommand('remove', async () => (await import('../gallery/options.ts')).galleryRemoveCommand, {
    summary: 'remove a person, or a face, from a gallery',
    description: 'Removes all faces of a person, or the face with an id. Their embeddings are overwritten at once.',
    arguments: { ...GALLERY, '<names or ids...>': 'names of people, or ids of faces as gallery list shows them' },
    examples: ['gallery remove friends "Laura Bush"'],
  }),
  defineCommand('rename', async () => (await import('../gallery/options.ts')).galleryRenameCommand, {
    summary: 'give a person another name',
    arguments: { ...GALLERY, '<name>': 'of the person', '<new name>': 'which nobody has yet' },
    examples: ['gallery rename friends Laura "Laura Bush"'],
  }),
  defineCommand('merge', async () => (await import('../gallery/options.ts')).galleryMergeCommand, {
    summary: 'make several people one',
    arguments: { ...GALLERY, '<names...>': 'of the people; the last one stays' },
    examples: ['gallery merge friends Laura "Laura Bush"'],
  }),
  defineCommand('calibrate', async () => (await import('../gallery/options.ts')).galleryCalibrateCommand, {
    summary: 'choose how many unknown faces may get a name',
    description:
      'Finds the distance above which a face is nobody of the gallery, and keeps it: each person is left out in turn and looked for among the others.',
    arguments: GALLERY,
    examples: ['gallery calibrate friends --target-fpir 0.001'],
  }),
  defineCommand('export', async () => (await import('../gallery/options.ts')).galleryExportCommand, {
    summary: 'write the faces of a gallery to an embedding file',
    arguments: GALLERY,
    examples: ['gallery export friends --output friends.arrow'],
  }),
  defineCommand('compact', async () => (await import('../gallery/options.ts')).galleryCompactCommand, {
    summary: 'rewrite a gallery without what was removed from it',
    arguments: GALLERY,
    examples: ['gallery compact friends'],
  }),
  defineCommand('repair', async () => (await import('../gallery/options.ts')).galleryRepairCommand, {
    summary: 'save what can be read of a damaged gallery',
    description:
      'Keeps every face whose line and embedding are whole, and says which are not. The damaged files stay, in a folder beside the new ones.',
    arguments: GALLERY,
    examples: ['gallery repair friends'],
  }),
  defineCommand('index', async () => (await import('../gallery/options.ts')).galleryIndexCommand, {
    summary: 'have a database find who is near in a large gallery',
    description:
      'Makes an index of the embeddings in PostgreSQL, with pgvector: programs then no longer read all of them to find somebody. Distances are exact; somebody whom the index misses is missing.',
    arguments: { '<gallery>': 'postgres://user@host/database' },
    examples: ["gallery index 'postgres://ann@db.example/faces'"],
  }),
];
