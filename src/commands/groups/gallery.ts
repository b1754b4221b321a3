import { type CommandEntry, type CommandWords, definerOf } from '../shared/command-entry.ts';

const define = definerOf(() => import('../gallery/options.ts'));

const PHOTOGRAPHS = 'photographs, folders of them, or patterns; - is one on standard input';

/** A command whose first argument is a gallery. */
const gallery = (name: Parameters<typeof define>[0], { arguments: others, ...words }: CommandWords): CommandEntry =>
  define(name, {
    ...words,
    arguments: { '<gallery>': "the gallery's folder, or postgres://user@host/database", ...others },
  });

/** `facekit gallery …` */
export const GALLERY_COMMANDS = [
  gallery('enrol', {
    alias: 'enroll',
    summary: 'add the faces of photographs to a gallery',
    description:
      'Finds the face in each photograph and adds it to the gallery, which is made if need be. Nothing is trained: what is enrolled is known at once.',
    arguments: { '[photographs...]': `${PHOTOGRAPHS}; folders name the people` },
    examples: ['gallery enrol friends photos', 'gallery enrol friends holiday.jpg --name "Laura Bush"'],
  }),
  gallery('identify', {
    summary: 'tell who the people in photographs are',
    description:
      'Finds every face in photographs and tells whose of the gallery it is, or that it is unknown. A person is in a photograph once.',
    arguments: { '[photographs...]': PHOTOGRAPHS },
    examples: ['gallery identify friends party.jpg --annotate named --top 3'],
  }),
  gallery('search', {
    summary: 'list the enrolled faces that are most like those of a photograph',
    arguments: { '[photographs...]': PHOTOGRAPHS },
    examples: ['gallery search friends portrait.jpg --top 20'],
  }),
  gallery('list', {
    summary: 'list the people of a gallery, or the faces of one',
    arguments: { '[name]': 'the person whose faces are listed' },
    examples: ['gallery list friends', 'gallery list friends "Laura Bush"'],
  }),
  gallery('remove', {
    summary: 'remove a person, or a face, from a gallery',
    description: 'Removes all faces of a person, or the face with an id. Their embeddings are overwritten at once.',
    arguments: { '<names or ids...>': 'names of people, or ids of faces as gallery list shows them' },
    examples: ['gallery remove friends "Laura Bush"'],
  }),
  gallery('rename', {
    summary: 'give a person another name',
    arguments: { '<name>': 'of the person', '<new name>': 'which nobody has yet' },
    examples: ['gallery rename friends Laura "Laura Bush"'],
  }),
  gallery('merge', {
    summary: 'make several people one',
    arguments: { '<names...>': 'of the people; the last one stays' },
    examples: ['gallery merge friends Laura "Laura Bush"'],
  }),
  gallery('calibrate', {
    summary: 'choose how many unknown faces may get a name',
    description:
      'Finds the distance above which a face is nobody of the gallery, and keeps it: each person is left out in turn and looked for among the others.',
    examples: ['gallery calibrate friends --target-fpir 0.001'],
  }),
  gallery('export', {
    summary: 'write the faces of a gallery to an embedding file',
    examples: ['gallery export friends --output friends.arrow'],
  }),
  gallery('compact', {
    summary: 'rewrite a gallery without what was removed from it',
    examples: ['gallery compact friends'],
  }),
  gallery('repair', {
    summary: 'save what can be read of a damaged gallery',
    description:
      'Keeps every face whose line and embedding are whole, and says which are not. The damaged files stay, in a folder beside the new ones.',
    examples: ['gallery repair friends'],
  }),
  gallery('index', {
    summary: 'have a database find who is near in a large gallery',
    description:
      'Makes an index of the embeddings in PostgreSQL, with pgvector: programs then no longer read all of them to find somebody. Distances are exact; somebody whom the index misses is missing.',
    arguments: { '<gallery>': 'postgres://user@host/database' },
    examples: ["gallery index 'postgres://ann@db.example/faces'"],
  }),
];
