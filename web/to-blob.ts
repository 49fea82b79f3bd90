import type { Source } from "./reading.ts";

/** A picture as a file: what was drawn becomes a PNG. */
export async function toBlob(source: Source): Promise<Blob> {
  if (source instanceof Blob) return source;
  const canvas = new OffscreenCanvas(source.width, source.height);
  const pixels = new ImageData(new Uint8ClampedArray(source.rgba), source.width, source.height);
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}
