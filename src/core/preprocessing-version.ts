/** Changes whenever the same picture would be prepared differently; a model is only served with the one it was trained on. */
export const PREPROCESSING_VERSION = 2;
