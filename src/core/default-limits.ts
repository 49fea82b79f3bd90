/** Most bytes of an image file that is read, where nothing else is said; on the server and in the page. */
export const DEFAULT_MAX_BYTES = 10_000_000;
/** Most pixels (width × height) of a picture, likewise. */
export const DEFAULT_MAX_PIXELS = 25_000_000;
