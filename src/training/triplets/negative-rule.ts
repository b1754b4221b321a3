/**
 * Which negatives n a pair of one person, a and p, may get. `violating` (VGG Face, and what FaceNet's script does): those within the
 * margin, ‖a−n‖² − ‖a−p‖² < margin. `semi-hard` (the FaceNet paper): of these the ones that are farther away than the positive.
 */
export type NegativeRule = 'violating' | 'semi-hard';
export const NEGATIVE_RULES: readonly NegativeRule[] = ['violating', 'semi-hard'];
