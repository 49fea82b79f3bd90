/** All metrics of ours begin so. */
export const METRICS_PREFIX = "number_predictor_";
