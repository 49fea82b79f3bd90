import { refusal } from "../refusal.ts";
import type { Header } from "./header.ts";

/** Bounds how many pixels wait to be decoded, and so how long a picture that was taken may wait. */
export interface PixelQueue {
  /**
   * @returns to be called when the picture waits no longer
   * @throws PredictorError `overloaded`
   */
  enter(size: PictureSize): () => void;
}

export type PictureSize = Pick<Header, "format" | "width" | "height">;

/** AVIF takes about ten times as long a pixel as the others. */
const AVIF_WEIGHT = 10;

/** @param maxPixels a picture that has more is only taken where no other one waits */
export function createPixelQueue(maxPixels: number): PixelQueue {
  let waiting = 0;
  return {
    enter({ format, width, height }) {
      const pixels = width * height * (format === "AVIF" ? AVIF_WEIGHT : 1);
      if (waiting > 0 && waiting + pixels > maxPixels) {
        throw refusal("overloaded", "Too many large pictures are waiting. Try again in a moment.");
      }
      waiting += pixels;
      return () => {
        waiting -= pixels;
      };
    },
  };
}
