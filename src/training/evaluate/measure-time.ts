import type { Reader } from "../../reader/create-reader.ts";
import type { LabelledImage } from "./image-set.ts";

/** Milliseconds a picture, one picture after the other. */
export interface TimeSummary {
  readonly n: number;
  /** Medians by the clock. */
  readonly decodeMs: number;
  readonly findMs: number;
  readonly networkMs: number;
  /** Mean processor time of the whole process, all threads together. */
  readonly processorMs: number;
}

/** Pictures that are read before the clock starts, so that code is compiled and memory is there. */
const WARM_UP = 50;

/** Times each step of reading a picture, with nothing else going on. */
export async function measureTime(reader: Reader, pictures: AsyncIterable<LabelledImage>): Promise<TimeSummary> {
  const all: LabelledImage[] = [];
  for await (const picture of pictures) all.push(picture);
  const read = (picture: LabelledImage) => reader.readDigit(picture.bytes).catch(() => undefined);
  for (const picture of all.slice(0, WARM_UP)) await read(picture);
  const before = process.cpuUsage();
  const timings = [];
  for (const picture of all) timings.push((await read(picture))?.timings);
  const { user, system } = process.cpuUsage(before);
  const known = timings.filter((each) => each !== undefined);
  return {
    n: all.length,
    decodeMs: median(known.map((each) => each.decodeMs)),
    findMs: median(known.map((each) => each.findMs)),
    networkMs: median(known.map((each) => each.inferMs)),
    processorMs: (user + system) / 1000 / all.length,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}
