import { frameRegion } from "../../core/frame/frame-region.ts";
import type { Box, Picture } from "../../core/picture.ts";

/** What the classifier learns from: a framed region with its class. */
export interface Sample {
  /** `[28, 28]`, 0 (paper) … 255 (ink) */
  readonly input: Uint8Array;
  /** 0…9, or 10 for no digit */
  readonly label: number;
  /** Where it comes from: source and kind of scene, `mnist/photo`. */
  readonly kind: string;
}

/** Frames a region as reading does. */
export function frameSample(picture: Picture, box: Box, label: number, kind: string): Sample {
  const { input } = frameRegion(picture, box);
  return { input: Uint8Array.from(input, (value) => Math.round(value * 255)), label, kind };
}
