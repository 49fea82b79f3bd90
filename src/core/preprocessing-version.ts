/** Changes whenever the same picture would be found or framed differently; a model is only served with the one it was trained on. */
export const PREPROCESSING_VERSION = 3;
