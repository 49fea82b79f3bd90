/** Most pictures that may wait to be read, where nothing else is said. */
export const DEFAULT_QUEUE_SIZE = 1024;
/** Most pixels that may wait to be decoded, AVIF's tenfold, likewise. */
export const DEFAULT_QUEUE_PIXELS = 1_000_000_000;
