/** Pictures with a shorter side, in pixels, show a digit that fills them rather than paper. */
export const LARGE_SIDE = 64;
