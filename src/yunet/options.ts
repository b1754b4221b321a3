/** The network that OpenCV ships, and the one with wider early layers. */
export type YunetName = 'yunet' | 'yunet-n';

/** At its own size, the network finds faces from about this many pixels up. */
export const LEAST_FACE = 10;
