import type { Reader } from "../../reader/create-reader.ts";
import { decode } from "../../reader/decode/decode.ts";
import { encodePng } from "../../reader/encode-png.ts";
import { DAMAGE, type DamageKind, damage, STRENGTHS } from "./damage.ts";
import type { LabelledImage } from "./image-set.ts";
import { measure } from "./measure.ts";

/** A picture as grey pixels, and the truth about it. */
export interface GreyPicture {
  readonly name: string;
  readonly size: number;
  /** `[size, size]`, 0 (paper) … 1 (ink). */
  readonly grey: Float32Array;
  readonly label: number;
}

/** Accuracy under one kind of damage. */
export interface RobustnessRow {
  readonly kind: string;
  readonly inTraining: boolean;
  readonly cells: readonly { readonly strength: number; readonly n: number; readonly right: number }[];
}

/** What the scenes of training do to a digit too, if in their own way; the others are met for the first time. */
const IN_TRAINING: readonly DamageKind[] = [
  "noise",
  "blur",
  "brightness",
  "rotation",
  "shear",
  "scale",
  "shift",
  "stripes",
  "dots",
  "splatter",
  "edges",
  "erasures",
  "impulse",
  "zigzag",
];

/** Of a set, every picture with a number that this divides: few enough for a minute, from all over the set. */
const EVERY = 25;

/** Some pictures of a set that shows light ink on dark, all square, as MNIST does. */
export async function pickGreyPictures(pictures: AsyncIterable<LabelledImage>): Promise<GreyPicture[]> {
  const picked: GreyPicture[] = [];
  let index = 0;
  for await (const { name, bytes, label } of pictures) {
    if (index++ % EVERY !== 0 || label === null) continue;
    const { width, rgba } = await decode(bytes);
    const grey = Float32Array.from({ length: width * width }, (_, i) => rgba[i * 4] / 255);
    picked.push({ name, size: width, grey, label });
  }
  return picked;
}

/** Reads the same pictures under every kind and strength of damage. */
export async function measureRobustness(reader: Reader, pictures: readonly GreyPicture[]): Promise<RobustnessRow[]> {
  const rows: RobustnessRow[] = [];
  for (const kind of Object.keys(DAMAGE) as DamageKind[]) {
    const cells = [];
    for (const strength of STRENGTHS) {
      const readings = await measure(reader, spoilt(pictures, kind, strength));
      cells.push({ strength, n: readings.length, right: readings.filter((reading) => reading.right).length });
    }
    rows.push({ kind, inTraining: IN_TRAINING.includes(kind), cells });
  }
  return rows;
}

async function* spoilt(
  pictures: readonly GreyPicture[],
  kind: DamageKind,
  strength: number,
): AsyncGenerator<LabelledImage> {
  for (const [index, { name, size, grey, label }] of pictures.entries()) {
    yield { name, label, bytes: encodePng(damage(grey, size, kind, strength, index), size, size) };
  }
}

/** Mean accuracy over kinds at one strength, 0…1; null without kinds. */
export function meanAccuracy(rows: readonly RobustnessRow[], strength: number): number | null {
  const shares = rows.map(({ cells }) => {
    const { right, n } = cells.find((cell) => cell.strength === strength)!;
    return right / n;
  });
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
