import type { Box } from "../../../../core/picture.ts";
import type { Random } from "../../../random.ts";
import { layTile } from "../../canvas.ts";
import { clamp } from "../../clamp.ts";
import { unevenInk } from "../../pen.ts";
import { type Hand, placeShape } from "../../place-shape.ts";
import { SHAPE_SIZE, type Shape } from "../../shape-field.ts";
import type { DraftPage, Item } from "../page.ts";
import type { Script } from "./pick-script.ts";
import type { Place } from "./place.ts";

/**
 * Lays a shape on the page as an item with this label.
 *
 * @param part of which text it is, where it is of one
 * @returns the box of its ink
 */
export function layShape(
  page: DraftPage,
  shape: Shape,
  { left, baseline, heightPx }: Place,
  label: number,
  script: Script,
  random: Random,
  part: Pick<Item, "text" | "word"> = {},
): Box {
  const tile = placeShape(shape, heightPx, script.softPx, handFor(shape, script, random), random);
  unevenInk(tile.coverage, tile.width, tile.height, script.uneven, random);
  const x = Math.round(left - tile.box.x);
  const y = Math.round(baseline - tile.box.y - tile.box.height);
  layTile(page.canvas, tile, x, y, script.colour, script.opacity);
  const box = { x: x + tile.box.x, y: y + tile.box.y, width: tile.box.width, height: tile.box.height };
  page.items.push({ box, label, ...part });
  return box;
}

function handFor(shape: Shape, script: Script, random: Random): Hand {
  const { jitter } = script;
  const pen = (script.pen * SHAPE_SIZE) / shape.inkHeight;
  return {
    rotation: script.rotation + 0.05 * jitter * random.normal(),
    slant: script.slant + 0.06 * jitter * random.normal(),
    aspect: script.aspect * Math.exp(0.1 * jitter * random.normal()),
    wobble: script.wobble,
    pen: shape.kind === "line" ? pen : clamp(swelling(script, shape), -2.5, 3.5) / shape.inkHeight,
    pressure: script.pressure,
    nib: shape.kind === "line" ? pen * script.nib : 0,
  };
}

/** What an area shape's stroke gains or loses so that its width comes near to the pen's, half of the way. */
function swelling(script: Script, shape: Shape): number {
  return 0.5 * (script.pen * SHAPE_SIZE - shape.halfWidth);
}
