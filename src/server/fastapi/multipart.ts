import { RequestError } from "../errors.ts";
import { Form } from "./form.ts";

const CRLF = Buffer.from("\r\n");
const MAX_PART_HEAD_BYTES = 8192;
/** As python-multipart has it, for each part. */
const MAX_PART_HEADERS = 8;
/** Of a Content-Disposition, where two are of use. */
const MAX_PARAMETERS = 16;
/** A part must not contain the delimiter, not even as the prefix of a line (RFC 2046, 5.1.1). */
const MAX_FALSE_DELIMITERS = 1000;
/** Of all parts that are no files together; Starlette allows as much for each. */
const MAX_TEXT_BYTES = 1_048_576;
/** What nearly all clients send, which is read in one step. */
const USUAL_DISPOSITION = /^ ?form-data; name="([^"\\]*)"(?:; filename="([^"\\]*)")?$/;
const DASH = 45;
const CR = 13;
const LF = 10;

/**
 * Reads a `multipart/form-data` body (RFC 7578) that is in memory as a whole; files are views on it, nothing is copied.
 * As python-multipart has it, which FastAPI uses: a part that is cut off is left out, and a part without content and
 * file name counts as not filled in.
 *
 * However the bytes are chosen, this takes some 100 ms for 64 MB: nothing is looked at more than a few times.
 *
 * @throws RequestError 400 if the body is malformed or has more than `maxParts` parts, or more text than a form has
 */
export function parseMultipart(body: Buffer, contentType: string, maxParts: number): Form {
  const dashBoundary = Buffer.from(`--${readBoundary(contentType)}`, "latin1");
  const delimiter = Buffer.concat([CRLF, dashBoundary]);
  const form = new Form();
  const left = { falseDelimiters: MAX_FALSE_DELIMITERS, textBytes: MAX_TEXT_BYTES };
  let at = 0;
  while (body[at] === CR || body[at] === LF) at++;
  const start = body.subarray(at, at + dashBoundary.length);
  if (!dashBoundary.subarray(0, start.length).equals(start)) throw malformed();
  at += dashBoundary.length;
  for (let parts = 0; body[at] !== DASH; parts++) {
    if (parts === maxParts) throw new RequestError(400, `Too many parts in the form. At most ${maxParts} are read.`);
    at = expectLineBreak(body, at);
    const head = readPartHead(body, at);
    if (head === null) return form;
    const end = findDelimiter(body, delimiter, head.end, left);
    if (end === -1) return form;
    if (head.filename === null) spendText(left, end - head.end);
    addPart(form, head, body.subarray(head.end, end));
    at = end + delimiter.length;
  }
  return form;
}

/** How much more of what is cheap to send and dear to read a form may have. */
interface Left {
  falseDelimiters: number;
  textBytes: number;
}

interface PartHead {
  readonly name: string;
  /** Null for a field that is no file. */
  readonly filename: string | null;
  /** Where the part's content begins. */
  readonly end: number;
}

function readBoundary(contentType: string): string {
  const found = /;\s*boundary=(?:"([^"]*)"|([^;]*))/i.exec(contentType);
  if (found === null) throw new RequestError(400, "Missing boundary in multipart.");
  const boundary = found[1] ?? found[2].trim();
  if (boundary === "" || boundary.length > 200) throw malformed();
  return boundary;
}

function readPartHead(body: Buffer, start: number): PartHead | null {
  let disposition = "";
  for (let at = start, headers = 0; ; headers++) {
    const lineEnd = body.indexOf(CRLF, at);
    if ((lineEnd === -1 ? body.length : lineEnd) - start > MAX_PART_HEAD_BYTES) throw malformed();
    if (lineEnd === -1) return null;
    if (lineEnd === at) return { ...readDisposition(disposition), end: at + CRLF.length };
    if (headers === MAX_PART_HEADERS) throw malformed();
    const line = body.toString("utf8", at, lineEnd);
    const header = /^([!#$%&'*+\-.^_`|~\w]+):(.*)$/.exec(line);
    if (header === null) throw malformed();
    if (header[1].toLowerCase() === "content-disposition") disposition = header[2];
    at = lineEnd + CRLF.length;
  }
}

/** Of `form-data; name="image_file"; filename="7.png"`, RFC 2231's `filename*=utf-8''7.png` included. */
function readDisposition(value: string): { name: string; filename: string | null } {
  const usual = USUAL_DISPOSITION.exec(value);
  if (usual !== null) return { name: usual[1], filename: usual[2] ?? null };
  let name: string | undefined;
  let filename: string | null = null;
  let parameters = 0;
  // A quote that isn't closed goes to the end, so that none is looked for twice.
  for (const [, key, star, quoted, plain] of value.matchAll(
    /;\s*(name|filename)(\*?)=(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^;"]*))/gi,
  )) {
    if (++parameters > MAX_PARAMETERS) throw malformed();
    const written = quoted?.replace(/\\(.)/g, "$1") ?? plain.trim();
    const text = star === "" ? written : decodeExtended(written);
    if (key.toLowerCase() === "name") name = text;
    else filename = text;
  }
  if (name === undefined) {
    throw new RequestError(400, 'The Content-Disposition header field "name" must be provided.');
  }
  return { name, filename };
}

/** Of `utf-8''7%C3%BC.png`, what is meant. */
function decodeExtended(value: string): string {
  const found = /^utf-8'[^']*'(.*)$/i.exec(value);
  if (found === null) return value;
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return value;
  }
}

/** The next delimiter that really ends a part: content may contain what only begins like one. */
function findDelimiter(body: Buffer, delimiter: Buffer, from: number, left: Left): number {
  for (let at = body.indexOf(delimiter, from); at !== -1; at = body.indexOf(delimiter, at + 1)) {
    const next = body[at + delimiter.length];
    if (next === CR || next === DASH) return at;
    if (left.falseDelimiters-- === 0) throw malformed();
  }
  return -1;
}

function spendText(left: Left, bytes: number): void {
  left.textBytes -= bytes;
  if (left.textBytes >= 0) return;
  const allowed = `The fields of a form may have ${MAX_TEXT_BYTES / 1024} KB of text together.`;
  throw new RequestError(400, `${allowed} Send what is longer as a file: with a filename in its part.`);
}

function addPart(form: Form, head: PartHead, content: Buffer): void {
  if (content.length === 0 && !head.filename) return;
  form.add(head.name, head.filename === null ? decodeText(content) : { bytes: content, filename: head.filename });
}

function decodeText(content: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return content.toString("latin1");
  }
}

function expectLineBreak(body: Buffer, at: number): number {
  if (at < body.length && body[at] !== CR) throw malformed();
  if (at + 1 < body.length && body[at + 1] !== LF) throw malformed();
  return at + CRLF.length;
}

function malformed(): RequestError {
  return new RequestError(400, "Invalid multipart data.");
}
