import { normalizeColours } from "../../core/find/normalize-colours.ts";
import { fitLine } from "../../core/line/fit-line.ts";
import { drawStrip, type LinePlace, STRIP_ROWS, STRIP_STRIDE, stripScale, toStrip } from "../../core/line/strip.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../core/manifest.ts";
import type { Picture } from "../../core/picture.ts";
import { columnsOf, LINE_COLUMNS } from "../network/line-network.ts";
import type { Random } from "../random.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";
import { recolour } from "./recolour.ts";

/** A picture with all that is written on it. */
export interface WrittenPicture {
  readonly picture: Picture;
  readonly items: readonly Item[];
}

export interface LineBatch {
  /** `[n, 3, 32, 256]` */
  readonly strip: Float32Array;
  /** `[n, 11, 1, 64]`: what each column shows, times how much it counts. */
  readonly targets: Float32Array;
  /** `[n, 1, 1, 64]`: how much each column counts; 0 where nobody can tell. */
  readonly weight: Float32Array;
}

export function emptyLineBatch(n: number): LineBatch {
  const columns = columnsOf(LINE_COLUMNS);
  return {
    strip: new Float32Array(n * 3 * STRIP_ROWS * LINE_COLUMNS),
    targets: new Float32Array(n * CLASS_COUNT * columns),
    weight: new Float32Array(n * columns),
  };
}

/** Smaller digits, in pixels, can't be read. */
const MIN_HEIGHT = 9;
/** A number ends where nothing follows within so many heights. */
const MAX_GAP = 1.3;
/** How often a strip lies where no line is. */
const ELSEWHERE = 0.06;
/** Within this share of a digit's width from its middle a column shows it; up to the second share nobody can tell. */
const MIDDLE = 0.2;
const BESIDE = 0.36;
/** Heights of the digits of a line in its strip, in pixels; others are of another line. */
const LINE_HEIGHTS = { above: 11, below: 42 };
/** Columns that show nothing are many; how much each counts beside one that shows a digit. */
const NOTHING_WEIGHT = 0.4;

/**
 * Puts a strip of a picture into the batch: of one of its lines, seen as inexactly as the finder's boxes tell where it lies.
 *
 * @param random a strip in other colours and at another place each time; without it, always the same of the first line
 */
export function setLine(batch: LineBatch, at: number, { picture, items }: WrittenPicture, random?: Random): void {
  const place = choosePlace(picture, items, random);
  const n = STRIP_ROWS * LINE_COLUMNS;
  const colours = drawStrip(picture, place, LINE_COLUMNS);
  if (random) recolour(colours, n, random);
  normalizeColours(colours);
  batch.strip.set(colours, at * 3 * n);
  setTargets(batch, at, items, place);
}

function choosePlace(picture: Picture, items: readonly Item[], random: Random | undefined): LinePlace {
  const digits = readableDigits(items);
  if (digits.length === 0 || random?.chance(ELSEWHERE)) {
    const height = random ? Math.exp(random.between(Math.log(10), Math.log(90))) : 24;
    const [x, y] = [random?.next() ?? 0.3, random?.next() ?? 0.5];
    return { left: x * picture.width - 2 * height, right: x * picture.width, y: y * picture.height, slope: 0, height };
  }
  const seed = random ? random.pick(digits) : digits[0];
  const line = lineOf(seed, digits).map(({ box }) => box);
  const fitted = fitLine(line);
  if (!random) return fitted;
  const height = fitted.height * Math.exp(0.11 * random.normal());
  const slope = fitted.slope + (line.length > 1 ? 0.02 : 0.05) * random.normal();
  // Somewhere in the strip is the digit that it was chosen for.
  const middle = seed.box.x + seed.box.width / 2;
  const wide = LINE_COLUMNS / stripScale({ height });
  const whole = fitted.right - fitted.left;
  const left =
    whole < wide && random.chance(0.7)
      ? fitted.left + random.between(-0.3, 0.3) * height
      : middle - random.between(0.05, 0.95) * wide;
  const y =
    fitted.y + fitted.slope * (middle - fitted.left) - slope * (middle - left) + 0.07 * height * random.normal();
  return { left, right: left + wide, y, slope, height };
}

/** The digits that are large enough to be read. */
export function readableDigits(items: readonly Item[]): Item[] {
  return items.filter(({ label, box }) => label !== UNCERTAIN && label !== NON_DIGIT && box.height >= MIN_HEIGHT);
}

/** The digits that stand on one line with this one, from left to right. */
function lineOf(seed: Item, digits: readonly Item[]): Item[] {
  const line = [seed];
  for (const isRight of [true, false]) {
    for (let last = seed.box; ; ) {
      const next = digits
        .filter(({ box }) => {
          const gap = isRight ? box.x - last.x - last.width : last.x - box.x - box.width;
          const middle = Math.abs(box.y + box.height / 2 - last.y - last.height / 2);
          const ratio = box.height / last.height;
          const isBeyond = isRight ? box.x > last.x : box.x < last.x;
          return isBeyond && gap < MAX_GAP * last.height && middle < 0.4 * last.height && ratio > 0.55 && ratio < 1.8;
        })
        .sort((a, b) => (isRight ? a.box.x - b.box.x : b.box.x - a.box.x))[0];
      if (!next || line.includes(next)) break;
      line.push(next);
      last = next.box;
    }
  }
  return line.sort((a, b) => a.box.x - b.box.x);
}

function setTargets({ targets, weight }: LineBatch, at: number, items: readonly Item[], place: LinePlace): void {
  const columns = columnsOf(LINE_COLUMNS);
  const own = weight.subarray(at * columns, (at + 1) * columns).fill(NOTHING_WEIGHT);
  const labels = new Uint8Array(columns).fill(NON_DIGIT);
  const middleOf = (column: number) => (column + 0.5) * STRIP_STRIDE;
  const written = items
    .filter(({ label }) => label !== NON_DIGIT)
    .map(({ box, label }) => {
      const { x, y, width, height } = toStrip(box, place);
      const offset = Math.abs(y - STRIP_ROWS / 2);
      const isOnLine = offset < STRIP_ROWS / 4 && height > LINE_HEIGHTS.above && height < LINE_HEIGHTS.below;
      return { label, x, width, offset, isTold: isOnLine && label !== UNCERTAIN };
    });
  // What can't be told is marked first: a digit beside it counts all the same.
  for (const { x, width, offset, isTold } of written) {
    const isNear = offset < STRIP_ROWS * 0.45;
    const reach = isTold ? Math.max(BESIDE * width, 0.6 * STRIP_STRIDE) : isNear ? width / 2 : 0;
    for (let column = 0; column < columns; column++) if (Math.abs(middleOf(column) - x) < reach) own[column] = 0;
  }
  for (const { label, x, width, isTold } of written) {
    if (!isTold) continue;
    const middle = Math.floor(x / STRIP_STRIDE);
    for (let column = 0; column < columns; column++)
      if (column === middle || Math.abs(middleOf(column) - x) < MIDDLE * width) {
        labels[column] = label;
        own[column] = 1;
      }
  }
  const rows = targets.subarray(at * CLASS_COUNT * columns, (at + 1) * CLASS_COUNT * columns).fill(0);
  for (let column = 0; column < columns; column++) rows[labels[column] * columns + column] = own[column];
}
