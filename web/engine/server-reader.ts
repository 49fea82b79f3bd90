import type { DigitReading, ModelVersion, NumbersReading } from "../../client/api-types.ts";
import type { NumberReading } from "../../src/core/numbers/number-reading.ts";
import { INPUT_SIZE } from "../../src/core/picture.ts";
import { ENDPOINTS, type PageReader, Problem, type ShownReading } from "../reading.ts";
import { TEXTS } from "../texts.ts";
import { toBlob } from "../to-blob.ts";

const TIMEOUT_MS = 30_000;
/** A large photo on a slow line gets the time that it needs: the server itself waits for senders of 50 kB a second. */
const MIN_BYTES_PER_MS = 50;

/** What `POST /v1/digits` and `/v1/numbers` answer to one picture. */
interface ResponseJson<Result> {
  readonly model: ModelVersion;
  readonly results: readonly [Result];
}

/**
 * @param api address of the API, with its last slash
 * @param keyOf the key to send, empty for none
 */
export function createServerReader(api: URL, keyOf: () => string): PageReader {
  return {
    async read(source, { kind, maxError }, signal) {
      const url = new URL(ENDPOINTS[kind], api);
      url.search = new URLSearchParams({ explain: "true", max_error: String(maxError) }).toString();
      const key = keyOf();
      const response = await post(url, await toBlob(source), key, signal);
      const body = await response.json().catch(() => ({}));
      if (!response.ok) throw toProblem(response.status, body.detail, key);
      const requestId = response.headers.get("x-request-id");
      return kind === "digit" ? toDigit(body, requestId) : toNumbers(body, requestId);
    },
  };
}

async function post(url: URL, body: Blob, key: string, signal: AbortSignal): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS + body.size / MIN_BYTES_PER_MS);
  try {
    return await fetch(url, {
      method: "POST",
      body,
      // A header, since what stands in an address ends up in logs.
      headers: { "content-type": body.type || "application/octet-stream", ...(key !== "" && { "x-api-key": key }) },
      signal: AbortSignal.any([signal, timeout]),
    });
  } catch {
    throw new Problem("server_gone", TEXTS.problems.server_gone);
  }
}

function toProblem(status: number, detail: unknown, key: string): Problem {
  if (status === 401)
    return new Problem("key_wanted", key === "" ? TEXTS.problems.key_wanted : TEXTS.problems.key_wrong);
  const code = status >= 500 || status === 429 ? "server_gone" : "refused";
  return new Problem(code, typeof detail === "string" ? detail : TEXTS.problems.unexpected);
}

async function toDigit(
  { model, results: [result] }: ResponseJson<DigitReading>,
  requestId: string | null,
): Promise<ShownReading> {
  const { seen, not_a_digit: nonDigit, ...reading } = result;
  const { box, ink, image } = seen!; // it was asked to explain
  return { kind: "digit", model, ...reading, nonDigit, box, ink, input: await toInput(image), requestId };
}

async function toNumbers(
  { model, results: [result] }: ResponseJson<NumbersReading>,
  requestId: string | null,
): Promise<ShownReading> {
  const numbers: NumberReading[] = [];
  for (const number of result.numbers) {
    const digits = number.digits.map(async ({ image, ...digit }) => ({
      ...digit,
      input: await toInput(image!),
    }));
    numbers.push({ ...number, digits: await Promise.all(digits) });
  }
  return { kind: "number", model, numbers, warnings: result.warnings, requestId };
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
