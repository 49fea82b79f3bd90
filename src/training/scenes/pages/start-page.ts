import type { Random } from "../../random.ts";
import { type Ground, type GroundKind, pickGround } from "./grounds.ts";
import type { DraftPage } from "./page.ts";

/** A page with nothing on it, on a ground of this kind or of any. */
export function startPage(
  width: number,
  height: number,
  random: Random,
  kind?: GroundKind,
): { readonly page: DraftPage; readonly ground: Ground } {
  const ground = pickGround(width, height, random, kind);
  return { page: { canvas: ground.canvas, items: [] }, ground };
}
