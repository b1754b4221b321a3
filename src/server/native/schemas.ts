/**
 * JSON schemas of facekit's own API. Fastify checks what comes in and writes what goes out by them, and `/openapi.json` shows them.
 */
const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const numberOrNull = { type: ['number', 'null'] } as const;
const textOrNull = { type: ['string', 'null'] } as const;

export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
}

/** All properties are there, but those that are named. */
const object = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []): ObjectSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const list = (items: object) => ({ type: 'array', items }) as const;

const box = { ...list(number), minItems: 4, maxItems: 4, description: 'x1, y1, x2, y2 in pixels of the photograph' };
const landmarks = {
  ...list({ ...list(number), minItems: 2, maxItems: 2 }),
  description: 'x, y of left eye, right eye, nose, left and right corner of the mouth, as the photograph shows them',
};
const place = { box, landmarks, score: numberOrNull };
const distance = { ...numberOrNull, description: 'squared Euclidean distance of the embeddings, 0 to 4' };

const embedding = { ...text, description: 'little-endian float32 in base64' };
/** Faces of an album: so many fit into a request. */
const MOST_FACES = 5000;

export const SCHEMAS = {
  failure: object({ code: text, message: text }),
  status: object({
    version: text,
    gallery: text,
    model: text,
    detector: text,
    people: count,
    faces: count,
    threshold: distance,
  }),
  people: object({ people: list(object({ name: text, faces: count, picture: textOrNull })) }),
  faces: object({
    faces: list(object({ id: text, person: text, source: text, enrolled: text, picture: { type: 'boolean' } })),
  }),
  enrolled: object({
    photographs: list(
      object(
        {
          name: text,
          status: { type: 'string', enum: ['enrolled', 'duplicate', 'refused', 'unreadable'] },
          reason: text,
          message: text,
          id: text,
        },
        ['reason', 'message', 'id'],
      ),
    ),
  }),
  renaming: object({ name: text, merge: { type: 'boolean' } }, ['merge']),
  renamed: object({ name: text, faces: count }),
  removed: object({ removed: count }),
  detected: object({ faces: list(object(place, ['landmarks'])) }),
  recognized: object({
    threshold: distance,
    faces: list(
      object(
        {
          ...place,
          person: textOrNull,
          reason: { type: 'string', enum: ['far', 'ambiguous', 'taken'] },
          distance,
          candidates: list(object({ person: text, distance: number })),
          embedding,
        },
        ['reason', 'landmarks', 'embedding'],
      ),
    ),
  }),
  compared: object({
    same: { type: ['boolean', 'null'] },
    distance: number,
    threshold: numberOrNull,
    boxes: list(box),
  }),
  sorting: object(
    {
      faces: { ...list(object({ photograph: count, embedding })), maxItems: MOST_FACES },
      threshold: { ...number, minimum: 0, description: 'mean squared distance of two groups of one person' },
    },
    ['threshold'],
  ),
  sorted: object({
    threshold: number,
    groups: { ...list(list(count)), description: 'the places of the faces of each person, the largest group first' },
  }),
} as const;
