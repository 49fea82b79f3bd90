import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Picture } from "../../core/picture.ts";
import { pickWeighted } from "../pick-weighted.ts";
import { createRandom } from "../random.ts";
import { drawPage, type PageKind } from "../scenes/pages/draw-page.ts";
import type { Item } from "../scenes/pages/page.ts";
import { createPageSources, type PageMaterial } from "../scenes/pages/page-sources.ts";

/** Side of a stored scene in pixels: a little more than the network sees, so that it can be moved. */
export const SCENE_SIZE = 208;

export interface StoredScene {
  readonly kind: PageKind;
  readonly items: readonly Item[];
}

/** Scenes in a file: their pixels `[n, 208, 208, 3]`, and what is on them. */
export interface SceneChunk {
  readonly scenes: readonly StoredScene[];
  readonly pixels: Uint8Array;
}

/** How often each kind of page is drawn compared with the others; one that isn't named is not drawn. */
export type PageKinds = { readonly [kind in PageKind]?: number };

// Streams of chance: a chunk's sources, and from the second on the scenes of one chunk each.
const SOURCES = 1;
const SCENES = 2;

const SCENE_BYTES = SCENE_SIZE * SCENE_SIZE * 3;

/**
 * Draws scenes one after the other. The same material, seed, number and kinds give the same chunk.
 *
 * @param kinds absent: as `drawPage` has them
 */
export function drawChunk(
  material: PageMaterial,
  seed: number,
  number: number,
  count: number,
  kinds?: PageKinds,
): SceneChunk {
  const weighted = kinds && Object.entries(kinds).map(([kind, weight]) => [weight, kind as PageKind] as const);
  const sources = createPageSources(material, createRandom(seed, SOURCES, number));
  const pixels = new Uint8Array(count * SCENE_BYTES);
  const scenes = Array.from({ length: count }, (_, index) => {
    const random = createRandom(seed, SCENES + number, index);
    const only = weighted && pickWeighted(weighted, random);
    const { picture, items, kind } = drawPage(sources, SCENE_SIZE, random, only);
    for (let i = 0, to = index * SCENE_BYTES; i < picture.rgba.length; i += 4) {
      pixels[to++] = picture.rgba[i];
      pixels[to++] = picture.rgba[i + 1];
      pixels[to++] = picture.rgba[i + 2];
    }
    return { kind, items };
  });
  return { scenes, pixels };
}

/** The pixels of a stored scene, opaque. @param index which of the chunk's scenes */
export function sceneToPicture({ pixels }: SceneChunk, index: number): Picture {
  const n = SCENE_SIZE * SCENE_SIZE;
  const rgba = new Uint8Array(n * 4).fill(255);
  for (let i = 0, from = index * SCENE_BYTES; i < n; i++, from += 3) rgba.set(pixels.subarray(from, from + 3), i * 4);
  return { width: SCENE_SIZE, height: SCENE_SIZE, rgba };
}

export function saveChunk(file: string, { scenes, pixels }: SceneChunk): void {
  const header = Buffer.from(`${JSON.stringify(scenes)}\n`);
  writeFileSync(`${file}.new`, Buffer.concat([header, pixels]));
  renameSync(`${file}.new`, file);
}

export function loadChunk(file: string): SceneChunk {
  const bytes = readFileSync(file);
  const end = bytes.indexOf("\n");
  const scenes = JSON.parse(bytes.toString("utf8", 0, end)) as StoredScene[];
  return { scenes, pixels: bytes.subarray(end + 1) };
}
