import { RequestError } from "../errors.ts";
import { findJsonError, type JsonError } from "./json-error.ts";
import { ValidationError } from "./validation-error.ts";

/** A body that was sent, as against one that was not: JSON's null is a value. */
export class JsonBody {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

const MAX_DEPTH = 100;

/**
 * Reads a body as FastAPI does: as JSON where the Content-Type says so, else as the text that it is (which then fails
 * to validate).
 *
 * @throws ValidationError if it is not JSON
 * @throws RequestError 400 if it is not UTF-8 or nested too deeply
 */
export function parseJsonBody(bytes: Uint8Array, contentType: string | undefined): JsonBody | undefined {
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  if (!/^application\/([^;]*\+)?json\s*(;|$)/i.test(contentType ?? "")) return new JsonBody(text);
  try {
    const value: unknown = JSON.parse(text);
    checkDepth(value);
    return new JsonBody(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { position, reason } = locate(text);
    throw new ValidationError([
      { type: "json_invalid", loc: ["body", position], msg: "JSON decode error", input: {}, ctx: { error: reason } },
    ]);
  }
}

function locate(text: string): JsonError {
  try {
    return findJsonError(text);
  } catch (error) {
    throw error instanceof RangeError ? unreadable() : error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes); // leaves out a byte order mark
  } catch {
    throw unreadable();
  }
}

/** What is echoed in an error is written out again by a recursive function. */
function checkDepth(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth === MAX_DEPTH) throw unreadable();
  for (const item of Object.values(value)) checkDepth(item, depth + 1);
}

function unreadable(): RequestError {
  return new RequestError(400, "There was an error parsing the body");
}
