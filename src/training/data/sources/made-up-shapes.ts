import { NON_DIGIT } from "../../../core/manifest.ts";
import type { Random } from "../../random.ts";
import { type Drawing, drawStrokes } from "./draw-strokes.ts";
import type { Glyph, GlyphSource } from "./glyph.ts";

const shape = (aspect: number, ...strokes: string[]): Drawing => ({ label: NON_DIGIT, strokes, aspect });

/** Letters and signs that look like no digit, written by strokes. */
const SIGNS: readonly Drawing[] = [
  shape(0.75, "- 0,1 .5,0 1,1", "- .2,.62 .8,.62"),
  shape(0.65, "- .05,0 .05,1", "- .05,0 1,0", "- .05,.48 .8,.48", "- .05,1 1,1"),
  shape(0.6, "- .05,0 .05,1", "- .05,0 1,0", "- .05,.48 .8,.48"),
  shape(0.75, "- 0,0 0,1", "- 1,0 1,1", "- 0,.5 1,.5"),
  shape(0.7, "- 0,0 0,1", "- 1,0 0,.55", "- .25,.42 1,1"),
  shape(0.9, "- 0,1 .1,0 .5,.7 .9,0 1,1"),
  shape(0.8, "- 0,1 0,0 1,1 1,0"),
  shape(0.65, "- 0,0 0,1", "~ 0,.02 .7,.0 1,.25 .7,.5 0,.5"),
  shape(0.7, "- 0,0 0,1", "~ 0,.02 .7,.0 1,.25 .7,.5 0,.5", "- .4,.5 1,1"),
  shape(0.8, "- 0,0 1,1", "- 1,0 0,1"),
  shape(0.8, "- 0,0 .5,1 1,0"),
  shape(1.1, "- 0,0 .25,1 .5,.3 .75,1 1,0"),
  shape(0.6, "- 0,0 0,1", "~ 0,.6 .4,.42 .9,.5 .95,.75 .95,1"),
  shape(0.6, "- 0,.0 0,1", "~ 0,.5 .5,.1 .8,.05 1,.1"),
  shape(1.1, "- 0,.0 0,1", "~ 0,.4 .3,.0 .5,.2 .5,1", "~ .5,.4 .8,.0 1,.2 1,1"),
  shape(0.7, "~ 0,.0 .02,.6 .3,1 .8,.8 .95,.5", "- .95,.0 1,1"),
  shape(0.6, "- .0,0 .0,1", "- .9,.3 .0,.65", "- .25,.55 .95,1"),
  shape(0.9, "- 0,.5 1,.5", "- .5,0 .5,1"),
  shape(1.3, "- 0,.2 1,.2", "- 0,.8 1,.8"),
  shape(1.6, "- 0,.5 1,.5", "- .75,.2 1,.5 .75,.8"),
  shape(0.6, "- .5,1 .5,0", "- .1,.3 .5,0 .9,.3"),
  shape(1, "- .5,0 .8,1 0,.38 1,.38 .2,1 .5,0"),
  shape(1, "- .5,0 .5,1", "- 0,.25 1,.75", "- 1,.25 0,.75"),
  shape(1.1, "- 0,.55 .35,1 1,0"),
  shape(1.1, "- .5,0 1,1 0,1 .5,0"),
  shape(1.1, "- 0,0 1,0 1,1 0,1 0,0"),
  shape(1.6, "- 0,0 1,0 1,1 0,1 0,0", "- 0,0 1,1"),
  shape(1, "- 0,.4 .5,0 1,.4 1,1 0,1 0,.4", "- .4,1 .4,.65 .62,.65 .62,1"),
  shape(1.05, "~ .5,.25 .2,.0 .0,.3 .2,.65 .5,1 .8,.65 1,.3 .8,.0 .5,.25"),
  shape(1.8, "- 0,.5 .17,0 .33,1 .5,0 .67,1 .83,0 1,.5"),
  shape(2.2, "~ 0,.5 .15,.05 .3,.5 .42,.95 .55,.5 .7,.05 .85,.5 1,.95"),
  shape(1, "~ .5,.5 .6,.45 .62,.6 .42,.65 .32,.45 .55,.28 .82,.5 .7,.85 .3,.85 .1,.5 .3,.08 .8,.05 1,.4"),
  shape(
    1,
    "~ .5,0 .1,.15 .0,.5 .15,.88 .5,1 .88,.85 1,.5 .85,.12 .5,0",
    "- .33,.35 .35,.4",
    "- .66,.35 .65,.4",
    "~ .25,.65 .5,.82 .75,.62",
  ),
  shape(1, "~ .5,0 .1,.15 .0,.5 .15,.88 .5,1 .88,.85 1,.5 .85,.12 .5,0", "- .5,0 .5,1", "- 0,.5 1,.5"),
  shape(0.85, "- .3,0 .2,1", "- .8,0 .7,1", "- 0,.33 1,.33", "- 0,.68 1,.68"),
  shape(0.9, "~ .2,.05 .05,.2 .2,.35 .35,.2 .2,.05", "- .95,0 .05,1", "~ .8,.65 .65,.8 .8,.95 .95,.8 .8,.65"),
  shape(0.6, "~ .0,.25 .2,.02 .7,.0 .95,.25 .6,.5 .5,.7", "- .5,.93 .5,.97"),
  shape(0.9, "~ .7,.4 .4,.3 .3,.6 .6,.68 .72,.38 .75,.65 .95,.55 .85,.1 .4,.0 .02,.35 .1,.85 .5,1 .9,.9"),
  shape(0.75, "~ .95,.95 .3,.3 .25,.08 .5,.0 .65,.15 .3,.45 .05,.75 .3,1 .7,.85 .95,.55"),
  shape(0.7, "~ .95,.2 .6,.05 .1,.25 .0,.6 .2,.95 .6,1 .95,.85", "- -.05,.4 .7,.38", "- -.05,.58 .65,.56"),
  shape(0.7, "- .0,.0 .5,.5 1,.0", "- .5,.5 .5,1", "- .1,.55 .9,.55", "- .1,.75 .9,.75"),
  shape(2, "- 0,0 1,.05", "- 0,.5 1,.5", "- 0,1 1,.95"),
  shape(0.9, "- .0,.0 .0,1", "- .3,.0 .3,1", "- .6,.0 .6,1", "- .9,.0 .9,1"),
  shape(1.1, "- .0,.0 .0,1", "- .3,.0 .3,1", "- .6,.0 .6,1", "- -.15,.9 .85,.1"),
  shape(1.2, "- 0,0 .5,.5 0,1", "- .5,0 1,.5 .5,1"),
  shape(0.8, "- .0,.0 .9,.0 .9,.5 .0,.5", "- .45,.5 .45,1", "- .0,1 1,1"),
  shape(1, "- .2,.0 .2,.6", "- .2,.3 .9,.3", "~ .0,.7 .4,.9 1,.7", "- .7,.0 .7,.6"),
];

/** Shapes that are no digit: letters and signs by strokes, scribbles, lines that don't stand up, dots and blobs. */
export const madeUpShapes: GlyphSource = {
  name: "shapes",
  draw(random) {
    const kind = random.next();
    if (kind < 0.55) return drawSigns(random);
    if (kind < 0.8) return drawScribble(random);
    if (kind < 0.9) return drawLevelLine(random);
    return drawStains(random);
  },
};

function drawSigns(random: Random): Glyph {
  const sign = random.pick(SIGNS);
  // Upside down or mirrored they are still nothing.
  const flip = random.chance(0.2) ? random.below(3) : -1;
  const strokes = flip < 0 ? sign.strokes : sign.strokes.map((stroke) => mirror(stroke, flip !== 1, flip !== 0));
  return drawStrokes({ ...sign, strokes }, random.between(0.01, 0.04), random);
}

function mirror(stroke: string, inX: boolean, inY: boolean): string {
  const [join, ...places] = stroke.split(" ");
  const moved = places.map((place) => {
    const [x, y] = place.split(",").map(Number);
    return `${inX ? 1 - x : x},${inY ? 1 - y : y}`;
  });
  return [join, ...moved].join(" ");
}

/** A wandering line of 8 to 30 places: with fewer it too often comes out as a digit. */
function drawScribble(random: Random): Glyph {
  const strokes = Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const places = Array.from(
      { length: (index === 0 ? 8 : 3) + random.below(20) },
      () => `${random.next()},${random.next()}`,
    );
    return [random.chance(0.7) ? "~" : "-", ...places].join(" ");
  });
  return drawStrokes({ label: NON_DIGIT, strokes, aspect: random.between(0.5, 2.5) }, 0.01, random);
}

/** One or two lines within 35° of level; steeper ones would be a 1. */
function drawLevelLine(random: Random): Glyph {
  const rise = random.between(-0.7, 0.7);
  const line = `~ 0,${0.5 + rise / 2} .5,${0.5 + 0.1 * random.normal()} 1,${0.5 - rise / 2}`;
  const isUnderlined = random.chance(0.3);
  // A second stroke across it makes a cross only where it meets the first near its middle.
  const cross = random.chance(0.25) ? [`- .5,0 ${random.between(0.4, 0.6)},1`] : isUnderlined ? ["- 0,1 1,1"] : [];
  return drawStrokes({ label: NON_DIGIT, strokes: [line, ...cross], aspect: random.between(0.9, 3) }, 0.01, random);
}

/** Dots, stains and drops, full, without a hole. */
function drawStains(random: Random): Glyph {
  const size = 64;
  const coverage = new Float32Array(size * size);
  const count = random.chance(0.5) ? 1 : 1 + random.below(6);
  for (let n = 0; n < count; n++) {
    const [cx, cy] = count === 1 ? [32, 32] : [random.between(12, 52), random.between(12, 52)];
    const radius = count === 1 ? random.between(14, 28) : random.between(3, 12);
    const [a, b, p, q] = [random.between(0, 0.3), random.between(0, 0.2), random.between(0, 7), random.between(0, 7)];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const angle = Math.atan2(y - cy, x - cx);
        const edge = radius * (1 + a * Math.sin(2 * angle + p) + b * Math.sin(5 * angle + q));
        const value = edge + 0.5 - Math.hypot(x - cx, y - cy);
        const at = y * size + x;
        coverage[at] = Math.max(coverage[at], Math.min(1, Math.max(0, value)));
      }
    }
  }
  return { width: size, height: size, coverage, label: NON_DIGIT };
}
