import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { renderStrokes, type Stroke } from "../../../src/core/image/render-strokes.ts";
import type { Box } from "../../../src/core/picture.ts";
import { openService } from "../../../src/reader/open-service.ts";
import { createApp } from "../../../src/server/app.ts";
import { createRandom } from "../../../src/training/random.ts";
import { drawNothing, drawNumbers, type Sheet, type WrittenNumber } from "../../helpers/draw-numbers.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";
import { createSettings } from "../../helpers/listen.ts";

// On real parts: the packaged model reads numbers that are drawn here.

const settings = createSettings();
const service = await openService(settings);
const app = createApp({ reader: service.reader }, settings);
const address = await app.listen({ host: "127.0.0.1", port: 0 });
after(async () => {
  await app.close();
  await service.close();
});

interface NumberAnswer {
  readonly text: string | null;
  readonly value: number | null;
  readonly confidence: number;
  readonly decision: string;
  readonly row: number;
  readonly column: number;
  readonly box: Box;
  readonly digits: readonly { digit: number; confidence: number; box: Box; image?: string }[];
  readonly alternatives: readonly { text: string; confidence: number }[];
  readonly warnings: readonly string[];
  readonly unconstrained?: { text: string; confidence: number };
}

const toPng = async ({ picture }: Pick<Sheet, "picture">) => Buffer.from(await encodePicture(picture, "PNG"));
const write = (width: number, height: number, ...numbers: WrittenNumber[]) => drawNumbers({ width, height }, numbers);
const row = (text: string) => write(180 + 90 * text.length, 260, { text, x: 80, y: 80, tall: 100 });
const sheet = await toPng(row("0142"));
const empty = await toPng({ picture: drawNothing({ width: 400, height: 300 }) });

async function post(body: Buffer, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const url = `${address}/v1/numbers?${new URLSearchParams(query)}`;
  const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

async function readNumbers(payload: Buffer, query?: Record<string, string>): Promise<NumberAnswer[]> {
  const { status, body } = await post(payload, query);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.results.length, 1);
  return body.results[0].numbers;
}

type Part = readonly [name: string, content: string | Buffer, filename?: string];

async function postForm(parts: readonly Part[], query?: Record<string, string>) {
  const pieces = parts.map(([name, content, filename]) => {
    const file = filename === undefined ? "" : `; filename="${filename}"`;
    const head = `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from("\r\n")]);
  });
  const payload = Buffer.concat([...pieces, Buffer.from("--b--\r\n")]);
  return await post(payload, query, { "content-type": "multipart/form-data; boundary=b" });
}

const image = (bytes: Buffer): Part => ["image", bytes, "x.png"];

/** Each side lies within a fifth of the number's height. */
function assertNear(box: Box, expected: Box): void {
  const edges = ({ x, y, width, height }: Box) => [x, y, x + width, y + height];
  const off = edges(box).map((edge, at) => Math.abs(edge - edges(expected)[at]));
  assert.ok(Math.max(...off) < 0.2 * expected.height, `${JSON.stringify(box)} is not ${JSON.stringify(expected)}`);
}

describe("POST /v1/numbers", () => {
  test("answers each number as the documentation has it, leading zeros included", async () => {
    const { status, body, headers } = await post(sheet);
    assert.equal(status, 200);
    const { name, version } = service.reader.manifest;
    assert.deepEqual(body.model, { name, version });
    assert.deepEqual(Object.keys(body.results[0]), ["numbers", "warnings"]);
    const [number, ...others] = body.results[0].numbers;
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(number), [
      ...["text", "value", "confidence", "decision", "row", "column", "box", "digits", "alternatives", "warnings"],
    ]);
    assert.equal(number.text, "0142");
    assert.equal(number.value, 142);
    assert.ok(number.confidence > 0.5 && number.confidence <= 1);
    assert.match(number.decision, /^(accept|review)$/);
    assertNear(number.box, row("0142").boxes[0]);
    assert.deepEqual(
      number.digits.map(({ digit }: { digit: number }) => digit),
      [0, 1, 4, 2],
    );
    assert.deepEqual(Object.keys(number.digits[0]), ["digit", "confidence", "box"]);
    assert.ok(number.alternatives.length <= 3);
    assert.match(String(headers.get("server-timing")), /decode;dur=.*infer;dur=/);
  });

  test("numbers of a table come in reading order, with their rows, columns and boxes", async () => {
    const texts = ["105", "234", "678", "910", "347", "562"];
    const written = texts.map((text, at) => ({
      text,
      x: 90 + 430 * (at % 2),
      y: 80 + 260 * Math.floor(at / 2),
      tall: 90,
    }));
    const { picture, boxes } = write(900, 900, ...written);
    const numbers = await readNumbers(await toPng({ picture }));
    assert.deepEqual(
      numbers.map(({ text, row, column }) => [text, row, column]),
      texts.map((text, at) => [text, Math.floor(at / 2), at % 2]),
    );
    for (const [at, { box, digits }] of numbers.entries()) {
      assertNear(box, boxes[at]);
      const middles = digits.map((digit) => digit.box.x + digit.box.width / 2);
      assert.deepEqual(
        middles,
        middles.toSorted((a, b) => a - b),
      );
    }
  });

  test("boxes are in the picture's own pixels, however large it is", async () => {
    const { picture, boxes } = write(3200, 2400, { text: "0142", x: 900, y: 800, tall: 600 });
    const [{ text, box }] = await readNumbers(await toPng({ picture }));
    assert.equal(text, "0142");
    assertNear(box, boxes[0]);
  });

  test("a page of a hundred numbers is read, though its digits are small", async () => {
    const written = Array.from({ length: 100 }, (_, at) => ({
      ...{ text: String(100 + ((at * 37) % 900)), tall: 32 },
      ...{ x: 30 + 240 * (at % 4), y: 12 + 55 * Math.floor(at / 4) },
    }));
    const numbers = await readNumbers(await toPng(write(1000, 1400, ...written)));
    assert.equal(numbers.length, 100);
    const right = numbers.filter(({ text, row, column }) => text === written[4 * row + column]?.text);
    assert.ok(right.length >= 95, `${right.length} of 100`);
  });

  test("a long strip is read", async () => {
    const text = "8203146597".repeat(6);
    const [{ text: found }] = await readNumbers(await toPng(write(2400, 60, { text, x: 10, y: 10, tall: 38 })));
    assert.equal(found?.length, text.length);
  });

  test("no number is no error: a sheet without ink has an empty list", async () => {
    assert.deepEqual((await post(empty)).body.results, [{ numbers: [], warnings: [] }]);
  });

  test("explain adds what the classifier saw of each digit, as a PNG", async () => {
    const [{ digits }] = await readNumbers(sheet, { explain: "true" });
    for (const { image } of digits) assert.match(String(image), /^data:image\/png;base64,iVBOR/);
  });

  test("max_error decides what is accepted; an impossible one is refused in FastAPI's words", async () => {
    const [{ decision }] = await readNumbers(sheet, { max_error: "1" });
    assert.equal(decision, "accept");
    assert.equal((await readNumbers(sheet, { max_error: "0.0000001" }))[0].decision, "review");
    const { status, body } = await post(sheet, { max_error: "2" });
    assert.equal(status, 422);
    assert.deepEqual(body.detail[0].loc, ["query", "max_error"]);
  });

  test("a picture that can't be read is an error of the request", async () => {
    assert.equal((await post(Buffer.from("text"))).status, 415);
    assert.equal((await post(sheet.subarray(0, 300))).status, 400);
    assert.equal((await post(Buffer.alloc(0))).status, 400);
  });

  test("in a form each image has its result, in order, and a broken one doesn't spoil the others", async () => {
    const { status, body } = await postForm([image(sheet), image(sheet.subarray(0, 300)), image(empty)]);
    assert.equal(status, 200);
    const [first, broken, last] = body.results;
    assert.equal(first.numbers[0].text, "0142");
    assert.equal(broken.error.status, 400);
    assert.deepEqual(last.numbers, []);
  });
});

describe("an odd picture", () => {
  test("of one digit is read at 12 pixels and at 3,000", async () => {
    for (const side of [12, 3000]) {
      const seven = { text: "7", x: 0.28 * side, y: 0.15 * side, tall: 0.7 * side };
      assert.deepEqual(
        (await readNumbers(await toPng(write(side, side, seven)))).map(({ text }) => text),
        ["7"],
      );
    }
  });

  test("that is one pixel wide and 10,000 long has no number", async () => {
    for (const [width, height] of [
      [1, 10_000],
      [10_000, 1],
    ]) {
      const { rgba } = drawNothing({ width, height });
      for (let i = 0; i < 10_000; i++) rgba.fill(160 + ((i * 37) % 90), 4 * i, 4 * i + 3);
      assert.deepEqual(await readNumbers(await toPng({ picture: { width, height, rgba } })), []);
    }
  });

  test("with 10,000 specks, or as many short strokes as a page of print, gives nothing that is accepted", async () => {
    const random = createRandom(3, 1);
    const dots = (length: number): Stroke[] =>
      Array.from({ length: 10_000 }, () => {
        const from = { x: random.below(1000), y: random.below(1000) };
        return [from, { x: from.x + random.below(length), y: from.y + random.below(2 * length) }];
      });
    for (const strokes of [dots(1), dots(6)]) {
      const { rgba, ...size } = drawNothing({ width: 1000, height: 1000 });
      const coverage = renderStrokes(strokes, 2, size);
      for (const [i, ink] of coverage.entries()) rgba.fill(Math.round(240 - 200 * ink), 4 * i, 4 * i + 3);
      const numbers = await readNumbers(await toPng({ picture: { ...size, rgba } }));
      assert.deepEqual(
        numbers.filter(({ decision }) => decision === "accept"),
        [],
      );
    }
  });
});

describe("a constraint", () => {
  test("of a pattern writes its separators, which make the text no number", async () => {
    const pattern = "\\d{2}\\.\\d{2}\\.\\d{4}";
    const [number] = await readNumbers(await toPng(row("24122024")), { pattern });
    assert.deepEqual([number.text, number.value, number.unconstrained?.text], ["24.12.2024", null, "24122024"]);
    assert.equal(number.digits.length, 8);
  });

  test("of a type is its shorthand", async () => {
    const [number] = await readNumbers(sheet, { type: "time" });
    assert.deepEqual([number.text, number.unconstrained?.text], ["01:42", "0142"]);
  });

  test("of a check chooses the valid reading, not the likeliest one", async () => {
    const [valid] = await readNumbers(await toPng(row("79927398713")), { check: "luhn" });
    assert.equal(valid.text, "79927398713");
    // What is written is none; what is answered is one, and tells what stands there.
    const [forced] = await readNumbers(await toPng(row("79927398710")), { check: "luhn", max_error: "1" });
    assert.equal(forced.unconstrained?.text, "79927398710");
    assert.notEqual(forced.text, "79927398710");
    assert.equal(forced.decision, "review");
  });

  test("of length, range and values hold together, in the address or as fields of the form, which win", async () => {
    const [number] = await readNumbers(sheet, { length: "4", min: "100", max: "200", values: "0142\n0147\n99" });
    assert.deepEqual([number.text, number.value], ["0142", 142]);
    const fields: Part[] = [["length", "4"], ["values", "0742\n0142"], image(sheet), image(sheet)];
    const { status, body } = await postForm(fields, { length: "2" });
    assert.equal(status, 200, JSON.stringify(body));
    for (const result of body.results) assert.equal(result.numbers[0].text, "0142");
  });

  test("of lines=one takes all of the picture for one number", async () => {
    const apart = await toPng(
      write(1200, 260, { text: "01", x: 60, y: 80, tall: 100 }, { text: "42", x: 800, y: 80, tall: 100 }),
    );
    assert.equal((await readNumbers(apart)).length, 2);
    const numbers = await readNumbers(apart, { lines: "one" });
    assert.deepEqual(
      numbers.map(({ text }) => text),
      ["0142"],
    );
  });

  test("that nothing on the line satisfies leaves no text, and tells what stands there", async () => {
    const [number] = await readNumbers(sheet, { length: "9" });
    assert.deepEqual([number.text, number.value, number.decision], [null, null, "reject"]);
    assert.equal(number.unconstrained?.text, "0142");
  });

  test("of a pattern without bound is no trouble", async () => {
    assert.equal((await readNumbers(sheet, { pattern: "(\\d*)*" }))[0].text, "0142");
  });

  test("of many values is a field of the form, and one of a million a file in it", async () => {
    const list = (count: number) => `${Array.from({ length: count }, (_, at) => 1_000_000 + at).join("\n")}\n0142`;
    const field: Part = ["values", list(100_000)];
    const file: Part = ["values", list(999_999), "list.txt"];
    for (const values of [field, file]) {
      const { status, body } = await postForm([values, image(sheet), image(sheet)]);
      assert.equal(status, 200, JSON.stringify(body).slice(0, 300));
      for (const result of body.results) assert.equal(result.numbers[0].text, "0142");
    }
    const { status, body } = await postForm([["values", list(1_000_000), "list.txt"], image(sheet)]);
    assert.equal(status, 422);
    assert.match(body.detail, /^values must be at most 1,000,000/);
    const asField = await postForm([["values", list(999_999)], image(sheet)]);
    assert.equal(asField.status, 400);
    assert.match(asField.body.detail, /as a file/);
  });

  const wrong: [query: Record<string, string>, said: RegExp][] = [
    [{ length: "0" }, /^length must be at least 1/],
    [{ length: "two" }, /^length must be a number of digits/],
    [{ length: "3", pattern: "\\d{4}" }, /No number satisfies length and pattern together/],
    [{ min: "9", max: "3" }, /min.*max/],
    [{ pattern: "(" }, /pattern/],
    [{ pattern: "[01]*1[01]{14}" }, /^pattern is too costly/],
    [{ check: "crc" }, /^check must be one of luhn, /],
    [{ type: "iban" }, /^type must be one of date:dmy, /],
    [{ values: "a" }, /^values must have digits/],
    [{ lines: "two" }, /^lines can only be "one"/],
  ];
  for (const [query, said] of wrong) {
    test(`that is impossible is refused and names the parameter: ${new URLSearchParams(query)}`, async () => {
      const { status, body } = await post(sheet, query);
      assert.equal(status, 422);
      assert.match(body.detail, said);
      // Of a form it is no image's error, but the request's; and no image is looked at.
      const form = await postForm([image(Buffer.from("text")), ...(Object.entries(query) as Part[])]);
      assert.deepEqual([form.status, form.body], [422, body]);
    });
  }

  test("that is wrong is not repeated beyond 100 characters", async () => {
    const long = "secret-".repeat(40);
    for (const name of ["length", "pattern", "min", "max", "check", "values", "type", "lines"]) {
      const { status, body } = await postForm([[name, long], image(sheet)]);
      assert.equal(status, 422, name);
      assert.ok(!JSON.stringify(body).includes(long.slice(0, 101)), `${name}: ${JSON.stringify(body)}`);
    }
  });
});
