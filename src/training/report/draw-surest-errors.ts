import { Transformer } from "@napi-rs/image";
import { boundingBox } from "../../core/image/bounding-box.ts";
import type { Box } from "../../core/picture.ts";
import { readHeader } from "../../reader/decode/read-header.ts";
import { sniff } from "../../reader/decode/sniff.ts";
import type { MeasuredNumber, NumberResult } from "../evaluate/measure-numbers.ts";
import { escapeXml } from "./svg.ts";

/** A misread number, and a picture of it. */
export interface NumberError {
  readonly set: string;
  readonly number: MeasuredNumber;
  /** The part of the picture with the number, and the boxes of the digits that were read. */
  readonly svg: string;
}

const COUNT = 10;
/** Around the number, in its heights. */
const MARGIN = 0.5;
const JPEG_QUALITY = 80;

/**
 * The misread numbers that were the surest, as pictures. Those of made-up sets alone: pictures of other data sets belong to their owners,
 * and a model card is published.
 *
 * @param madeSets names of the made-up sets
 */
export async function drawSurestErrors(
  results: readonly NumberResult[],
  madeSets: readonly string[],
): Promise<NumberError[]> {
  const errors = results
    .filter(({ summary }) => madeSets.includes(summary.set))
    .flatMap(({ summary: { set }, numbers }) => numbers.map((number) => ({ set, number })))
    .filter(({ number }) => number.evidence !== undefined)
    .toSorted((a, b) => b.number.confidence - a.number.confidence)
    .slice(0, COUNT);
  return await Promise.all(errors.map(async (error) => ({ ...error, svg: await drawNumber(error.number) })));
}

/** @returns "302, read as 202" */
export function describeError({ truth, text }: MeasuredNumber): string {
  return `${truth}, read as ${text === "" ? "nothing" : text}`;
}

async function drawNumber(number: MeasuredNumber): Promise<string> {
  const { bytes, place, digits } = number.evidence!;
  const { width, height } = readHeader(bytes, sniff(bytes)!)!;
  const boxes = digits.map(({ box }) => box);
  const { x, y, ...size } = cutOut(
    boundingBox(place ? [place, ...boxes] : [{ x: 0, y: 0, width, height }]),
    width,
    height,
  );
  const jpeg = await new Transformer(bytes).crop(x, y, size.width, size.height).jpeg(JPEG_QUALITY);
  const rects = boxes.map(
    (box) => `<rect x="${box.x - x}" y="${box.y - y}" width="${box.width}" height="${box.height}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img">
<title>${escapeXml(describeError(number))}</title>
<image href="data:image/jpeg;base64,${jpeg.toString("base64")}" width="${size.width}" height="${size.height}"/>
<g fill="none" stroke="#e33">${rects.join("")}</g>
</svg>
`;
}

/** With a margin, in whole pixels, within the picture. */
function cutOut(box: Box, width: number, height: number): Box {
  const margin = MARGIN * box.height;
  const x = Math.max(0, Math.floor(box.x - margin));
  const y = Math.max(0, Math.floor(box.y - margin));
  const right = Math.min(width, Math.ceil(box.x + box.width + margin));
  const bottom = Math.min(height, Math.ceil(box.y + box.height + margin));
  return { x, y, width: right - x, height: bottom - y };
}
