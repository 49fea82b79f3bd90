/** A rectangle of whole pixels; right and bottom are excluded. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
