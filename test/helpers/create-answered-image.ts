import type { Decision } from "../../src/core/reading.ts";
import { PredictorError } from "../../src/errors.ts";
import type { Reader } from "../../src/reader/create-reader.ts";
import { encodePng, pngChunk } from "../../src/reader/encode-png.ts";
import { createFakeReader, createNumbersReading, createReading } from "./fake-reader.ts";

/** What the reader of `createAnsweringReader` reads on an image. */
export interface ImageAnswer {
  readonly texts: readonly (string | null)[];
  readonly decision?: Decision;
}

const MARK = "answer ";
const END = 12;

/** A PNG file with a note in it that says what shall be read. */
export function createAnsweredImage(answer: ImageAnswer): Buffer {
  const file = Buffer.from(encodePng([0, 1, 0, 1], 2, 2));
  const note = pngChunk("tEXt", Buffer.from(`Comment\0${MARK}${JSON.stringify(answer)}`));
  return Buffer.concat([file.subarray(0, -END), note, file.subarray(-END)]);
}

/** Reads what `createAnsweredImage` has written; anything else is no image. */
export function createAnsweringReader(onRead: () => void = () => undefined): Reader {
  return createFakeReader(
    (bytes) => {
      const { texts, decision } = find(bytes);
      onRead();
      return { ...createReading(texts[0] === null ? null : Number(texts[0])), ...(decision && { decision }) };
    },
    (bytes) => {
      const { texts, decision } = find(bytes);
      onRead();
      const reading = createNumbersReading(...texts.map((text) => text ?? ""));
      const numbers = reading.numbers.map((number, i) => ({
        ...number,
        text: texts[i],
        ...(decision && { decision }),
      }));
      return { ...reading, numbers };
    },
  );
}

function find(bytes: Uint8Array): ImageAnswer {
  const json = new RegExp(`${MARK}({.*})`).exec(Buffer.from(bytes).toString("latin1"))?.[1];
  if (json === undefined) throw new PredictorError("image_unsupported", "This is no image that is read.");
  return JSON.parse(json);
}
