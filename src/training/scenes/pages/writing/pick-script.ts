import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import type { Rgb } from "../../canvas.ts";
import { clamp } from "../../clamp.ts";
import type { Pen } from "../../pen.ts";
import type { Writer } from "./writers.ts";

/** One hand with one pen: what stays the same from digit to digit. */
export interface Script {
  readonly writer: Writer;
  readonly colour: Rgb;
  readonly opacity: number;
  readonly uneven: number;
  /** Radius of the pen as a share of the digits' height. */
  readonly pen: number;
  /** Width of an edge in pixels: 1 is sharp. */
  readonly softPx: number;
  readonly slant: number;
  readonly rotation: number;
  readonly aspect: number;
  readonly pressure: number;
  readonly nib: number;
  readonly wobble: number;
  /** How much each digit differs from the others, 0…1. */
  readonly jitter: number;
}

/** How this writer writes with this pen. Print stays level, upright and even. */
export function pickScript(writer: Writer, ink: Pen, softPx: number, random: Random): Script {
  const printed = writer.isPrinted;
  return {
    writer,
    colour: ink.colour,
    opacity: ink.opacity,
    uneven: ink.uneven,
    pen: thin(ink.radius, random),
    softPx,
    slant: printed ? 0 : clamp((random.chance(0.2) ? 0.3 : 0.15) * random.normal(), -0.6, 0.6),
    rotation: printed ? 0 : clamp(0.05 * random.normal(), -0.3, 0.3),
    aspect: random.chance(0.06)
      ? random.between(0.3, 0.6)
      : Math.exp(clamp((random.chance(0.12) ? 0.4 : 0.13) * random.normal(), -1.1, 0.55)),
    pressure: printed || random.chance(0.6) ? 0 : 0.45 * random.next(),
    nib: random.chance(0.12) ? random.between(0.5, 1.4) : 0,
    wobble: printed || random.chance(0.3) ? 0 : Math.abs(0.018 * random.normal()),
    jitter: printed ? 0 : random.between(0.2, 1),
  };
}

/** One pen in seven is a hairline, beside the size of what it writes. */
function thin(pen: number, random: Random): number {
  return random.chance(0.15) ? pickSize(0.0025, 0.009, random) : pen;
}
