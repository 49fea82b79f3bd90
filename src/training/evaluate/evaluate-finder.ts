import { CHANNEL_COUNT, STRIDE } from "../../core/find/cells.ts";
import { readCells } from "../../core/find/read-cells.ts";
import { overlap } from "../../core/image/overlap.ts";
import type { Box } from "../../core/picture.ts";
import { InferenceSession, Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { clearFinderBatch, emptyFinderBatch, setScene } from "../data/finder-batch.ts";
import { SCENE_SIZE, type SceneChunk } from "../data/scene-bank.ts";
import { FINDER_SIZE } from "../network/finder-network.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";

export interface FinderScore {
  scenes: number;
  /** Digits that are large enough to be found. */
  digits: number;
  found: number;
  /** Of the found ones, those whose digit is right. */
  read: number;
  /** Regions where no digit is. */
  extra: number;
  /** Sum of the overlaps of what was found. */
  overlap: number;
}

/** Digits with a longer side below this, in pixels of the input, are left out. */
const MIN_SIDE = 10;
const MIN_LOGIT = Math.log(0.35 / 0.65);
/** A region shows a digit where both boxes overlap by this. */
const SAME = 0.4;
const MAX_OVERLAP = 0.5;
const BATCH = 8;

/** Lets a finder mark the digits of scenes, one look each, and counts: for each kind of scene and for `all`. */
export async function evaluateFinder(model: Uint8Array, chunk: SceneChunk): Promise<Map<string, FinderScore>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const rows = FINDER_SIZE / STRIDE;
  const batch = emptyFinderBatch(BATCH, FINDER_SIZE);
  const scores = new Map<string, FinderScore>();
  const offset = (SCENE_SIZE - FINDER_SIZE) >> 1;
  const own = CHANNEL_COUNT * rows * rows;
  for (let first = 0; first < chunk.scenes.length; first += BATCH) {
    const n = Math.min(BATCH, chunk.scenes.length - first);
    clearFinderBatch(batch);
    for (let i = 0; i < n; i++) setScene(batch, i, chunk, first + i);
    const pictures = batch.picture.subarray(0, n * 3 * FINDER_SIZE * FINDER_SIZE);
    const picture = new Tensor("float32", pictures, [n, 3, FINDER_SIZE, FINDER_SIZE]);
    const { cells } = await session.run({ picture });
    for (let i = 0; i < n; i++) {
      const { kind, items } = chunk.scenes[first + i];
      const seen = (cells.data as Float32Array).subarray(i * own, (i + 1) * own);
      const moved = items.map(({ box, label }) => ({ label, box: { ...box, x: box.x - offset, y: box.y - offset } }));
      for (const name of [kind, "all"]) {
        const score = scores.get(name) ?? { scenes: 0, digits: 0, found: 0, read: 0, extra: 0, overlap: 0 };
        scores.set(name, score);
        count(score, suppress(readCells(seen, rows, rows, MIN_LOGIT)), moved);
      }
    }
  }
  await session.release();
  return scores;
}

/** One figure for all: the share of digits that are found, less what was found where there is none. */
export function finderScore(scores: ReadonlyMap<string, FinderScore>): number {
  const { digits, found, extra } = scores.get("all")!;
  return (found - 0.5 * extra) / Math.max(1, digits);
}

interface Found {
  readonly box: Box;
  readonly logit: number;
  readonly logDigits: Float32Array;
}

function suppress(regions: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const region of regions.toSorted((a, b) => b.logit - a.logit))
    if (kept.every((other) => overlap(other.box, region.box) <= MAX_OVERLAP)) kept.push(region);
  return kept;
}

function count(score: FinderScore, regions: readonly Found[], items: readonly Item[]): void {
  const side = ({ box }: Item) => Math.max(box.width, box.height);
  const isDigit = ({ label }: Item) => label >= 0 && label < 10;
  const digits = items.filter((item) => isDigit(item) && side(item) >= MIN_SIDE);
  const unclear = items.filter((item) => item.label === UNCERTAIN || (isDigit(item) && side(item) < MIN_SIDE));
  const left = new Set(regions);
  score.scenes++;
  score.digits += digits.length;
  for (const { box, label } of digits) {
    let best: Found | undefined;
    for (const region of left) if (!best || overlap(region.box, box) > overlap(best.box, box)) best = region;
    if (!best || overlap(best.box, box) < SAME) continue;
    left.delete(best);
    score.found++;
    score.overlap += overlap(best.box, box);
    if (best.logDigits.indexOf(Math.max(...best.logDigits)) === label) score.read++;
  }
  for (const { box } of left) {
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (!unclear.some((item) => contains(item.box, x, y))) score.extra++;
  }
}

function contains({ x, y, width, height }: Box, px: number, py: number): boolean {
  const MARGIN = 3;
  return px > x - MARGIN && px < x + width + MARGIN && py > y - MARGIN && py < y + height + MARGIN;
}
