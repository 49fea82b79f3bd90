import { type Box, INPUT_SIZE, type Ink, type Warning } from "../../src/vision/picture.ts";
import { type Decision, Problem, type Reader, type Reading, type Source } from "../reading.ts";
import { TEXTS } from "../texts.ts";

const TIMEOUT_MS = 30_000;

/** One result of `POST /v1/digits?explain=true`. */
export interface AnswerJson {
  readonly digit: number | null;
  readonly confidence: number;
  readonly decision: Decision;
  readonly probabilities: readonly number[];
  readonly not_a_digit: number;
  readonly warnings: readonly Warning[];
  readonly seen: { readonly box: Box; readonly ink: Ink; readonly image: string };
}

/** @param api address of the API, with its last slash */
export function createServerReader(api: URL): Reader {
  return {
    async read(source, maxError) {
      const url = new URL("v1/digits", api);
      url.search = new URLSearchParams({ explain: "true", max_error: String(maxError) }).toString();
      const response = await post(url, await toBlob(source));
      const body = await response.json().catch(() => ({}));
      if (!response.ok) throw toProblem(response.status, body.detail);
      return toReading(body.results[0], response.headers.get("x-request-id"));
    },
  };
}

async function post(url: URL, body: Blob): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": body.type || "application/octet-stream" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Problem("server_gone", TEXTS.problems.server_gone);
  }
}

function toProblem(status: number, detail: unknown): Problem {
  const code = status >= 500 ? "server_gone" : "refused";
  return new Problem(code, typeof detail === "string" ? detail : TEXTS.problems.unexpected);
}

async function toReading(answer: AnswerJson, requestId: string | null): Promise<Reading> {
  const { digit, confidence, decision, probabilities, warnings, seen } = answer;
  const { box, ink, image } = seen;
  const input = await toInput(image);
  return {
    digit,
    confidence,
    decision,
    probabilities,
    notADigit: answer.not_a_digit,
    warnings,
    box,
    ink,
    input,
    requestId,
  };
}

/** A PNG data URL → `[28, 28]`, 0…1. Read by hand: fetching `data:` would need a hole in the Content-Security-Policy. */
async function toInput(dataUrl: string): Promise<Float32Array> {
  const bytes = Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }), { colorSpaceConversion: "none" });
  const context = new OffscreenCanvas(INPUT_SIZE, INPUT_SIZE).getContext("2d")!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, INPUT_SIZE, INPUT_SIZE);
  return Float32Array.from({ length: INPUT_SIZE * INPUT_SIZE }, (_, at) => data[at * 4] / 255);
}

/** A picture as a file: what was drawn becomes a PNG. */
export async function toBlob(source: Source): Promise<Blob> {
  if (source instanceof Blob) return source;
  const canvas = new OffscreenCanvas(source.width, source.height);
  const pixels = new ImageData(new Uint8ClampedArray(source.rgba), source.width, source.height);
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}
