import type { Problem } from '../../dataset/check/findings.ts';

/** What is moved by `quarantine` unless `problems` says otherwise: what is of no use or does harm for certain. */
export const QUARANTINED: readonly Problem[] = ['unreadable', 'no-face', 'duplicate', 'mislabelled'];
