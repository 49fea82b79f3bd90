import { setImmediate as nextTurn } from "node:timers/promises";
import { shrinkFactor } from "../../core/image/shrink-factor.ts";
import type { Picture } from "../../core/picture.ts";
import { PredictorError } from "../../errors.ts";
import { freeBytes } from "../free-bytes.ts";
import { decodeHere, glanceHere, suitsNapi } from "./decode.ts";
import { isTiny } from "./decode-with-napi.ts";
import { glanceFactor } from "./glance-factor.ts";
import type { Header } from "./header.ts";
import { laneOf } from "./lane.ts";
import { createMemoryBudget } from "./memory-budget.ts";
import { openDecoderProcess } from "./open-decoder-process.ts";

/** Decodes files within bounds. `checkFile` comes first, so that the header of a waiting file is known. */
export interface Decoder {
  /**
   * @param signal cancels: a waiting picture leaves at once, a running decoder is dropped or killed
   * @param used settles when the picture is no longer in use; its memory counts until then. Where it is given, the memory of the
   *   picture and of the file is freed at once, and both are empty; but not the file's where `again` says that it is needed once more
   * @throws PredictorError `image_broken`, `picture_too_large` where it takes too much time or memory, `cancelled`, `shutting_down`
   */
  decode(header: Header, signal?: AbortSignal, used?: Promise<Use>): Promise<Picture>;
  /**
   * The same as `ReadingModel.glance` has it.
   *
   * @returns undefined where there is no glance; then nothing was decoded, and nothing is freed
   */
  glance(header: Header, signal?: AbortSignal, used?: Promise<Use>): Promise<Picture | undefined>;
  /** Kills the decoder processes, and rejects all waiting pictures with `shutting_down`. */
  close(): void;
}

/** How the use of a picture ended. */
export type Use = "done" | "again";

/** Memory that large pictures take together while they are decoded and prepared, in bytes. Enough for an AVIF of 12 megapixels. */
export const DEFAULT_DECODE_MEMORY = 240_000_000;
/** The same for small pictures, so that they never wait for large ones. */
const SMALL_MEMORY = 64_000_000;
/** Processor time of a picture in another process. The rest of 2 s is for its start, and for a slow machine. */
const PROCESSOR_MS = 1300;
/** A picture for each pixel that is given: from the decoder, turned upright, and shrunk. */
const GIVEN_BYTES = 8;

export function openDecoder(memoryBytes: number = DEFAULT_DECODE_MEMORY): Decoder {
  const small = createMemoryBudget(Math.min(SMALL_MEMORY, memoryBytes));
  const large = createMemoryBudget(memoryBytes);
  const processes = {
    process: openDecoderProcess({ processorMs: PROCESSOR_MS, memoryBytes: 2 * small.bytes }),
    largeProcess: openDecoderProcess({ processorMs: PROCESSOR_MS, memoryBytes: large.bytes }),
  };
  const running = new Set<AbortController>();
  let isClosed = false;

  async function decodeBounded(
    header: Header,
    isGlance: boolean,
    gone: AbortSignal,
    used: Promise<Use> | undefined,
  ): Promise<Picture> {
    const lane = laneOf(header);
    const budget = lane === "quick" || lane === "process" ? small : large;
    const memory = memoryOf(header);
    // Also what is no number: nothing behind it in the budget's queue would ever begin.
    if (!(memory <= budget.bytes)) throw tooMuch(header, memory, budget.bytes);
    const giveBack = await budget.take(memory, gone);
    const start = async () => {
      if (lane !== "quick" && lane !== "large") return await processes[lane].decode(header, gone);
      return isGlance ? (await glanceHere(header))! : await decodeHere(header);
    };
    const decoding = start();
    // A decoder in this process can't be stopped: its memory is free when it is done, even if nobody waits for it any more.
    void Promise.allSettled([decoding, used ?? decoding.then(() => nextTurn())]).then(([decoded, use]) => {
      if (used !== undefined) {
        if (decoded.status === "fulfilled") freePicture(decoded.value);
        if (use.status === "rejected" || use.value !== "again") freeBytes(header.file);
      }
      giveBack();
    });
    return await Promise.race([decoding, rejectWhenAborted(gone)]);
  }

  async function decodeCancellable(
    header: Header,
    isGlance: boolean,
    signal: AbortSignal | undefined,
    used: Promise<Use> | undefined,
  ): Promise<Picture> {
    if (isClosed) throw new PredictorError("shutting_down", "The service is going down.");
    const controller = new AbortController();
    const giveUp = () => controller.abort();
    running.add(controller);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted) giveUp();
    try {
      return await decodeBounded(header, isGlance, controller.signal, used);
    } catch (error) {
      if (isClosed) throw new PredictorError("shutting_down", "The service is going down.");
      throw error;
    } finally {
      running.delete(controller);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  return {
    async decode(header, signal, used) {
      const isQuickest = !isClosed && isTiny(header) && suitsNapi(header, 1);
      return await (isQuickest ? decodeHere(header) : decodeCancellable(header, false, signal, used));
    },
    async glance(header, signal, used) {
      return glanceFactor(header) === undefined ? undefined : await decodeCancellable(header, true, signal, used);
    },
    close() {
      isClosed = true;
      for (const controller of running) controller.abort();
      processes.process.close();
      processes.largeProcess.close();
    },
  };
}

function freePicture({ rgba }: Picture): void {
  if (rgba instanceof Uint8Array) freeBytes(rgba);
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new PredictorError("cancelled", "The client has disconnected."));
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
}

function tooMuch({ format, width, height }: Header, memory: number, limit: number): PredictorError {
  const [needed, allowed] = [memory, limit].map((bytes) => Math.round(bytes / 1e6));
  const message = `To decode a ${format} of ${width} × ${height} pixels takes ${needed} MB of memory; ${allowed} MB are allowed.`;
  return new PredictorError("picture_too_large", `${message} Scale it down, or send a JPEG.`);
}

/** What a picture takes at most, in bytes, its file included. */
export function memoryOf({ width, height, bufferBytes, file }: Header): number {
  const given = (width * height) / shrinkFactor(width, height) ** 2;
  return Math.ceil(width * height * bufferBytes + given * GIVEN_BYTES + file.length);
}
