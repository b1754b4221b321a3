/**
 * How far a face is from a person: `nearest` takes the nearest of the person's faces, `nearest-and-mean` the mean of that distance and of
 * the distance to the mean of all of them, made as long as they are. For a person with one face they are the same. `cohort` is the latter,
 * raised where the people that come next are near to the face too; `spread` is that, with distances raised beforehand from people whose
 * faces are near each other. docs/gallery.md shows what they find.
 */
export const PERSON_RULES = ['nearest', 'nearest-and-mean', 'cohort', 'spread'] as const;
export type PersonRule = (typeof PERSON_RULES)[number];

/** What galleries are made with, and calibrated for. */
export const DEFAULT_PERSON_RULE: PersonRule = 'spread';
/** Of galleries and calibrations that do not say it: they are from before there was another. */
export const FIRST_PERSON_RULE: PersonRule = 'nearest';
