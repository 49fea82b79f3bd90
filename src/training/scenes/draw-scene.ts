import type { Glyph } from "../data/sources/glyph.ts";
import type { Random } from "../random.ts";
import { drawBitmap, drawFrame, drawPlain } from "./data-set-scenes.ts";
import { drawBoard, drawCanvas, drawCrop, drawPhoto, drawScan } from "./paper-scenes.ts";
import type { Scene, WrittenKind } from "./scene.ts";
import { type Shape, shapeField } from "./shape-field.ts";

/** Draws a glyph into a scene of this kind; the same glyph and state of `random` give the same scene. */
export function drawScene(glyph: Glyph, kind: WrittenKind, random: Random): Scene {
  return { ...draw(glyph, kind, random), label: glyph.label, kind };
}

function draw(glyph: Glyph, kind: WrittenKind, random: Random): Omit<Scene, "label" | "kind"> {
  const shape = (lineShare: number): Shape => shapeField(glyph, random.chance(lineShare) ? "line" : "area");
  switch (kind) {
    case "plain":
      return drawPlain(glyph, random);
    case "frame":
      return drawFrame(shape(0.25), random);
    case "bitmap":
      return drawBitmap(shape(0.3), random);
    case "photo":
      return drawPhoto(shape(0.6), random);
    case "crop":
      return drawCrop(shape(0.35), random);
    case "scan":
      return drawScan(shape(0.4), random);
    case "canvas":
      return drawCanvas(shape(0.65), random);
    case "board":
      return drawBoard(shape(0.6), random);
  }
}
