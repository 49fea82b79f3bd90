import { boundingBox } from "../../core/image/bounding-box.ts";
import { INPUT_SIZE } from "../../core/picture.ts";
import { readHeader } from "../../reader/decode/read-header.ts";
import { sniff } from "../../reader/decode/sniff.ts";
import { toPngDataUrl } from "../../reader/encode-png.ts";
import type { SetResult } from "../evaluate/evaluate-sets.ts";
import type { LabelledReading } from "../evaluate/measure.ts";
import type { MeasuredNumber, NumberEvidence, NumberResult } from "../evaluate/measure-numbers.ts";
import { formatPercent } from "./format-summary.ts";
import { escapeXml } from "./svg.ts";

/** Pictures larger than this (in bytes) are not embedded; the page shows only what the network saw. */
const MAX_EMBEDDED_BYTES = 500_000;

/**
 * An HTML page that needs no other file: every misread picture beside what the network saw, and every misread number with the boxes of its
 * digits, the surest errors first.
 */
export function misreadPage(results: readonly SetResult[], numbers: readonly NumberResult[] = []): string {
  const sections = results.map(({ summary, readings }) => {
    const misread = readings.filter((reading) => !reading.right).sort((a, b) => b.confidence - a.confidence);
    const counts = `${misread.length} of ${summary.n}, surest first`;
    return `<h2>${escapeXml(summary.set)} <small>${counts}</small></h2>\n<div>${misread.map(toFigure).join("\n")}</div>`;
  });
  const ofNumbers = numbers.map(({ summary, numbers: measured }) => {
    const misread = measured.filter(({ evidence }) => evidence).sort((a, b) => b.confidence - a.confidence);
    const counts = `${misread.length} of ${summary.n} numbers, surest first`;
    return `<h2>${escapeXml(summary.set)} <small>${counts}</small></h2>\n<div>${misread.map(toNumberFigure).join("\n")}</div>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Misread pictures</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif }
body { margin: 1rem }
div { display: flex; flex-wrap: wrap; gap: 0.75rem }
figure { margin: 0; padding: 0.5rem; border: 1px solid #8888; border-radius: 4px }
img { height: 112px; max-width: 224px; object-fit: contain; image-rendering: pixelated; background: #888 }
svg { height: 112px; max-width: 448px; background: #888 }
svg rect { fill: none; stroke: #e33; stroke-width: 1px; vector-effect: non-scaling-stroke }
small { font-weight: normal; opacity: 0.7 }
</style>
</head>
<body>
<h1>Misread pictures</h1>
<p>Left the picture, right what the network saw. Below: truth → answer, its confidence, the probability of “no digit”. Numbers are shown with
the boxes of the digits that were read, and with what the classifier saw of each.</p>
${[...sections, ...ofNumbers].join("\n")}
</body>
</html>
`;
}

function toFigure(reading: LabelledReading): string {
  const { name, label, digit, confidence, nonDigit, decision, error, evidence } = reading;
  const truth = label === null ? "no digit" : String(label);
  const answer = error ?? (digit === null ? "no digit" : String(digit));
  const images = [toPictureImage(reading), toSeenImage(evidence?.input ?? null)].join("");
  return `<figure>${images}<figcaption><b>${truth} → ${answer}</b> ${formatPercent(confidence, 1)} (${formatPercent(nonDigit, 1)})
<br><small>${escapeXml(name)}, ${decision}</small></figcaption></figure>`;
}

function toNumberFigure({ name, truth, text, confidence, decision, evidence }: MeasuredNumber): string {
  const seen = evidence!.digits.map(({ input }) => toSeenImage(input)).join("");
  return `<figure>${toNumberPicture(evidence!)}${seen}<figcaption><b>${escapeXml(truth)} → ${escapeXml(text) || "nothing"}</b> ${formatPercent(confidence, 1)}
<br><small>${escapeXml(name)}, ${decision}</small></figcaption></figure>`;
}

/** The part of the picture with the number, and what was read of it. */
function toNumberPicture({ bytes, place, digits }: NumberEvidence): string {
  const format = sniff(bytes);
  const header = format && bytes.length <= MAX_EMBEDDED_BYTES ? readHeader(bytes, format) : null;
  if (!format || !header) return "";
  const { width, height } = header;
  const boxes = digits.map(({ box }) => box);
  const around = boundingBox(place ? [place, ...boxes] : [{ x: 0, y: 0, width, height }]);
  const margin = place ? place.height / 2 : 0;
  const view = [around.x - margin, around.y - margin, around.width + 2 * margin, around.height + 2 * margin];
  const data = Buffer.from(bytes).toString("base64");
  const rects = boxes.map(({ x, y, width, height }) => `<rect x="${x}" y="${y}" width="${width}" height="${height}"/>`);
  return `<svg viewBox="${view.map((value) => value.toFixed(1)).join(" ")}"><image href="data:image/${format.toLowerCase()};base64,${data}" width="${width}" height="${height}"/>${rects.join("")}</svg>`;
}

function toPictureImage({ evidence, name }: LabelledReading): string {
  if (evidence === undefined || evidence.bytes.length > MAX_EMBEDDED_BYTES) return "";
  const data = Buffer.from(evidence.bytes).toString("base64");
  return `<img alt="${escapeXml(name)}" src="data:${mimeOf(name)};base64,${data}">`;
}

function toSeenImage(input: Float32Array | null): string {
  if (input === null) return "<i>nothing seen</i>";
  return `<img alt="what the network saw" src="${toPngDataUrl(input, INPUT_SIZE, INPUT_SIZE)}">`;
}

const MIME: Readonly<Record<string, string>> = { jpg: "jpeg", jfif: "jpeg", tif: "tiff" };

function mimeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return `image/${MIME[ending] ?? ending}`;
}
