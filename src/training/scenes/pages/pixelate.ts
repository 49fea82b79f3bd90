import type { Canvas } from "../canvas.ts";

/** Makes the canvas look like a small picture that was enlarged: blocks of one colour each. In place. */
export function pixelate({ width, height, planes }: Canvas, blockPx: number): void {
  const columns = Math.max(1, Math.round(width / blockPx));
  const rows = Math.max(1, Math.round(height / blockPx));
  for (const plane of planes) {
    const sums = new Float32Array(columns * rows);
    const counts = new Float32Array(columns * rows);
    const cell = (i: number) =>
      Math.floor((Math.floor(i / width) * rows) / height) * columns + Math.floor(((i % width) * columns) / width);
    for (let i = 0; i < plane.length; i++) {
      sums[cell(i)] += plane[i];
      counts[cell(i)]++;
    }
    for (let i = 0; i < plane.length; i++) plane[i] = sums[cell(i)] / counts[cell(i)];
  }
}
