/**
 * Shows made-up training scenes beside what the network would see of them, and how often it is missed, by kind.
 *
 *     node scripts/scene-report.ts OUT_FOLDER [--data DIR] [--count N] [--seed N] [--only TEXT]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Transformer } from "@napi-rs/image";
import type { Picture } from "../src/core/picture.ts";
import { makeSample } from "../src/training/data/samples.ts";
import { loadSources } from "../src/training/data/sources/load-sources.ts";
import type { Random } from "../src/training/random.ts";
import { createMixture, type MixtureScene } from "../src/training/scenes/mixture.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    count: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const out = positionals[0] ?? "/tmp/scenes";
const count = Number(values.count);
const seed = Number(values.seed);
mkdirSync(out, { recursive: true });
const mixture = createMixture(loadSources(values.data, "train"));

interface Row {
  scenes: number;
  misses: number;
  drawMs: number;
}
const rows = new Map<string, Row>();
const cells: { scene: MixtureScene; input?: Uint8Array }[] = [];
const missCells: typeof cells = [];

for (let index = 0; index < count; index++) {
  const drawn: MixtureScene[] = [];
  const draw = (random: Random) => {
    const start = performance.now();
    const scene = mixture(random);
    const row = rows.get(scene.name) ?? { scenes: 0, misses: 0, drawMs: 0 };
    row.scenes++;
    row.drawMs += performance.now() - start;
    rows.set(scene.name, row);
    drawn.push(scene);
    return scene;
  };
  const { input } = makeSample(draw, seed, index);
  // Scenes are drawn until one shows what was drawn: all before it are misses.
  const scene = drawn.pop()!;
  for (const missed of drawn) rows.get(missed.name)!.misses++;
  const isShown = ({ name }: MixtureScene) => name.includes(values.only);
  missCells.push(...drawn.filter(isShown).map((missed) => ({ scene: missed })));
  if (isShown(scene)) cells.push({ scene, input });
}

writeTable();
writeSheet("samples.png", cells.slice(0, 160));
writeSheet("misses.png", missCells.slice(0, 160));

function writeTable(): void {
  let drawn = 0;
  for (const [name, row] of [...rows].sort()) {
    drawn += row.drawMs;
    const share = ((100 * row.misses) / row.scenes).toFixed(1).padStart(5);
    console.log(
      `${name.padEnd(24)} ${String(row.scenes).padStart(6)} scenes ${share} % missed  ${(row.drawMs / row.scenes).toFixed(2)} ms`,
    );
  }
  console.log(`drawing ${(drawn / count).toFixed(2)} ms a sample`);
}

/** Scenes side by side, 16 a row, each with the network's input on its right. */
function writeSheet(name: string, shown: typeof cells): void {
  const [cell, columns] = [84, 12];
  const width = columns * (cell + 60);
  const height = Math.max(1, Math.ceil(shown.length / columns)) * (cell + 4);
  const sheet = new Uint8Array(width * height * 4).fill(255);
  for (const [n, { scene, input }] of shown.entries()) {
    const left = (n % columns) * (cell + 60);
    const top = Math.floor(n / columns) * (cell + 4);
    paste(sheet, width, scene.picture, left, top, cell);
    if (input) paste(sheet, width, toGreyPicture(input), left + cell + 1, top, 56);
  }
  writeFileSync(join(out, name), Transformer.fromRgbaPixels(sheet, width, height).pngSync());
}

function toGreyPicture(input: Uint8Array): Picture {
  return {
    width: 28,
    height: 28,
    rgba: Uint8Array.from({ length: 28 * 28 * 4 }, (_, i) => (i % 4 === 3 ? 255 : input[i >> 2])),
  };
}

/** Fits a picture into a square, each pixel the mean of those it stands for; transparent places come out grey. */
function paste(sheet: Uint8Array, sheetWidth: number, picture: Picture, left: number, top: number, size: number): void {
  const step = Math.max(picture.width, picture.height) / size;
  for (let y = 0; y < size && y * step < picture.height; y++) {
    for (let x = 0; x < size && x * step < picture.width; x++) {
      const sum = [0, 0, 0];
      let n = 0;
      for (let sy = Math.floor(y * step); sy < Math.max(Math.floor(y * step) + 1, Math.floor((y + 1) * step)); sy++) {
        for (let sx = Math.floor(x * step); sx < Math.max(Math.floor(x * step) + 1, Math.floor((x + 1) * step)); sx++) {
          const at = (Math.min(sy, picture.height - 1) * picture.width + Math.min(sx, picture.width - 1)) * 4;
          const alpha = picture.rgba[at + 3] / 255;
          for (let c = 0; c < 3; c++) sum[c] += picture.rgba[at + c] * alpha + 200 * (1 - alpha);
          n++;
        }
      }
      const to = ((top + y) * sheetWidth + left + x) * 4;
      for (let c = 0; c < 3; c++) sheet[to + c] = sum[c] / n;
    }
  }
}
