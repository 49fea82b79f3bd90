import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createApp } from "../../../src/server/app.ts";
import { createFakeReader } from "../../helpers/fake-reader.ts";
import { createSettings, listen } from "../../helpers/listen.ts";
import { type RawAnswer, sendRaw } from "../../helpers/send-raw.ts";

interface Recording {
  readonly name: string;
  readonly request: { method: string; target: string; headers: Record<string, string>; body: string | null };
  /** The body of a page, or of the OpenAPI document, is not kept: null. */
  readonly answer: { status: number; content_type: string | null; allow?: string; body: string | null };
}

/** Every deliberate difference: which recordings, what we answer instead, and why. */
const DIFFERENCES: readonly {
  readonly why: string;
  readonly names: RegExp;
  readonly status: number;
  readonly body?: string;
  readonly allow?: string;
}[] = [
  {
    why: "both spellings, with and without the last slash, answer directly; a redirect loses bodies behind proxies",
    names: /^hello, trailing slash$/,
    status: 200,
    body: '{"Hello":"Ada"}',
  },
  {
    why: "likewise",
    names: /, no last slash$/,
    status: 200,
    body: '{"prediction":0,"confidence":99}',
  },
  { why: "likewise", names: /^GET \/docs\/$/, status: 200 },
  { why: "likewise", names: /^GET \/\/$/, status: 200, body: '{"Hello":"World"}' },
  {
    why: "a name is any string, percent-decoded, a slash in it too",
    names: /^hello, encoded slash$/,
    status: 200,
    body: '{"Hello":"a/b"}',
  },
  {
    why: "missing and forbidden files are the client's error, and look the same",
    names: /^predict, (missing file|empty path|folder|path that leaves|absolute path|zero byte)$/,
    status: 404,
    body: '{"detail":"There is no such file below the image root."}',
  },
  {
    why: "a file that is no image is the client's error",
    names: /^(predict, no image|file, text file)$/,
    status: 415,
    body: '{"detail":"This is no image that is read."}',
  },
  {
    why: "an empty file is the client's error",
    names: /^file, empty file$/,
    status: 400,
    body: '{"detail":"The file is empty."}',
  },
  {
    why: "a body that is not UTF-8 is the client's error whatever its Content-Type, as it is with JSON's",
    names: /^predict, not UTF-8 and no content-type$/,
    status: 400,
    body: '{"detail":"There was an error parsing the body"}',
  },
  {
    why: "a Content-Type that is no media type is refused as such",
    names: /^predict, content-type (json)?$/,
    status: 415,
    body: '{"detail":"The Content-Type header is no media type."}',
  },
  {
    why: "JavaScript has one kind of number, so 1e5 is echoed as 100000, not 100000.0",
    names: /^predict, renamed field, non-ASCII$/,
    status: 422,
  },
  {
    why: "what answers GET answers HEAD",
    names: /^HEAD \/(hello\/Ada)?$/,
    status: 200,
    body: "",
  },
  {
    why: "and says so",
    names: /^(DELETE|OPTIONS|PATCH|POST|PUT|TRACE) \/(hello\/Ada)?$/,
    status: 405,
    allow: "GET, HEAD",
  },
];

test("clients of the original API get from this one what FastAPI answered, but for the listed differences", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "test_images"));
  copyFileSync(join(import.meta.dirname, "../../fixtures/pixel.png"), join(root, "test_images/0.png"));
  writeFileSync(join(root, "package.json"), "{}");
  const app = createApp({ reader: createFakeReader() }, createSettings({ imageRoot: root }));
  const port = await listen(t, app);

  const { recordings } = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../fixtures/fastapi/recordings.json"), "utf8"),
  ) as { recordings: Recording[] };
  assert.ok(recordings.length >= 200);
  for (const { name, request, answer } of recordings) {
    await t.test(name, async () => compare(name, await sendRaw(port, request), answer));
  }
});

test("every listed difference is one", () => {
  const file = join(import.meta.dirname, "../../fixtures/fastapi/recordings.json");
  const { recordings } = JSON.parse(readFileSync(file, "utf8")) as { recordings: Recording[] };
  for (const { why, names, status, body, allow } of DIFFERENCES) {
    const found = recordings.filter(({ name }) => names.test(name));
    assert.ok(found.length > 0, `no recording for: ${why}`);
    for (const { answer, name } of found)
      assert.ok(answer.status !== status || answer.body !== body || answer.allow !== allow, name);
  }
});

function compare(name: string, actual: RawAnswer, expected: Recording["answer"]): void {
  const difference = DIFFERENCES.find(({ names }) => names.test(name));
  const { status, headers, body } = actual;
  if (difference) {
    assert.equal(status, difference.status, difference.why);
    if (difference.body !== undefined) assert.equal(body, difference.body);
    if (difference.allow !== undefined) assert.equal(headers.allow, difference.allow);
    return;
  }
  assert.equal(status, expected.status, body);
  assert.equal(headers["content-type"], expected.content_type);
  assert.equal(headers.allow, expected.allow);
  if (expected.body !== null) assert.equal(body, expected.body);
}
