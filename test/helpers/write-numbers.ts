import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { decode } from "../../src/reader/decode/decode.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "test_images");
/** Height of a digit, and its place from one to the next, in pixels. */
const DIGIT = 64;
const ADVANCE = 48;
const MARGIN = 60;
const ROW_HEIGHT = 110;
const COLUMN_SPACE = 110;

/** A sheet with numbers in rows and columns, clearly written with the pictures of digits that the project ships, as PNG. */
export async function writeNumbers(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const columns = Math.max(...rows.map((row) => row.length));
  const longest = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const lefts = longest.map((_, at) =>
    longest.slice(0, at).reduce((x, length) => x + length * ADVANCE + COLUMN_SPACE, MARGIN),
  );
  const digits = await Promise.all(
    rows.flatMap((row, at) =>
      row.flatMap((text, column) =>
        Array.from(text, async (digit, place) => ({
          ...(await drawDigit(digit)),
          left: lefts[column] + place * ADVANCE,
          top: MARGIN + at * ROW_HEIGHT,
        })),
      ),
    ),
  );
  const width = lefts[columns - 1] + longest[columns - 1] * ADVANCE + MARGIN;
  const height = 2 * MARGIN + (rows.length - 1) * ROW_HEIGHT + DIGIT;
  return sharp({ create: { width, height, channels: 3, background: "#fff" } })
    .composite(digits.map((digit) => ({ ...digit, blend: "multiply" })))
    .png()
    .toBuffer();
}

/** As high as all others, whatever is around it in its picture. */
async function drawDigit(
  digit: string,
): Promise<{ input: Buffer; raw: { width: number; height: number; channels: 3 } }> {
  // Decoded as the product does it: where it has decoded something by sharp, sharp reads nothing else in this process.
  const { width, height, rgba } = await decode(readFileSync(join(IMAGES, `${digit}.png`)));
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .trim()
    .resize({ height: DIGIT })
    .flatten({ background: "#fff" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { input: data, raw: { width: info.width, height: info.height, channels: 3 } };
}
