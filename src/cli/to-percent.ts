/** ` 99.8%`: cut off, so that only certainty itself is 100. */
export function toPercent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1).padStart(5)}%`;
}
