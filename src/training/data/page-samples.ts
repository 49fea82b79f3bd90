import { boundingBox } from "../../core/image/bounding-box.ts";
import { NON_DIGIT } from "../../core/manifest.ts";
import type { Box } from "../../core/picture.ts";
import { pickSize } from "../pick-size.ts";
import type { Random } from "../random.ts";
import { isFree } from "../scenes/pages/beside/is-free.ts";
import type { Item } from "../scenes/pages/page.ts";
import { isBareLine } from "./is-bare-line.ts";
import { jitterBox } from "./jitter-box.ts";
import { frameSample, type Sample } from "./sample.ts";
import { SCENE_SIZE, type SceneChunk, sceneToPicture } from "./scene-bank.ts";

/** Most digits and most other things that are taken from one page. */
const MAX_DIGITS = 14;
const MAX_OTHERS = 3;
/** Smaller things, in pixels, show nothing; of those below the second size a part is taken. */
const MIN_SIDE = 9;
const SMALL_SIDE = 14;
const SMALL_SHARE = 0.4;
/** How often two neighbours are shown as no single digit, and an empty place as no digit: on a page with writing, and on one without. */
const PAIR_SHARE = 0.35;
const PLACE_SHARE = 0.2;

/** What the classifier learns from a page: its digits as the finder would box them, and what it must not take for one. */
export function pageSamples(chunk: SceneChunk, scene: number, random: Random): Sample[] {
  const { items, kind } = chunk.scenes[scene];
  const picture = sceneToPicture(chunk, scene);
  const samples: Sample[] = [];
  const add = (box: Box, label: number, name: string) =>
    samples.push(frameSample(picture, box, label, `${kind}/${name}`));
  const digits = items.filter(({ label }) => label >= 0 && label < 10);
  for (const item of pickSome(digits, MAX_DIGITS, random)) {
    if (side(item) < MIN_SIDE || (side(item) < SMALL_SIDE && !random.chance(SMALL_SHARE))) continue;
    add(jitterBox(item.box, random), item.label, "digit");
  }
  const others = items.filter((item) => item.label === NON_DIGIT && side(item) >= MIN_SIDE);
  for (const item of pickSome(others, MAX_OTHERS, random)) add(jitterBox(item.box, random), NON_DIGIT, "other");
  if (random.chance(PAIR_SHARE)) {
    const pair = pairOf(digits, random);
    if (pair) add(pair, NON_DIGIT, "pair");
  }
  if (random.chance(items.length === 0 ? 1 : PLACE_SHARE)) {
    const box = emptyPlace(items, random);
    if (box) add(box, NON_DIGIT, "nothing");
  }
  return samples.filter(({ input, label }) => label !== NON_DIGIT || !isBareLine(input));
}

const side = ({ box }: Item) => Math.max(box.width, box.height);

function pickSome<T>(values: readonly T[], max: number, random: Random): T[] {
  const order = Array.from(values.keys());
  random.shuffle(order);
  return order.slice(0, max).map((index) => values[index]);
}

/** The box around two neighbours. */
function pairOf(digits: readonly Item[], random: Random): Box | undefined {
  if (digits.length < 2) return undefined;
  const a = random.pick(digits).box;
  const b = digits.find(
    ({ box }) =>
      box !== a && box.x > a.x && box.x - a.x - a.width < 0.3 * a.height && Math.abs(box.y - a.y) < 0.4 * a.height,
  )?.box;
  return b && boundingBox([a, b]);
}

/** A place away from everything written. */
function emptyPlace(items: readonly Item[], random: Random): Box | undefined {
  const ATTEMPTS = 6;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const height = pickSize(10, 160, random);
    const width = height * random.between(0.2, 1.1);
    const [x, y] = [random.next() * (SCENE_SIZE - width), random.next() * (SCENE_SIZE - height)];
    const place = { x, y, width, height };
    if (isFree(place, items)) return place;
  }
  return undefined;
}
