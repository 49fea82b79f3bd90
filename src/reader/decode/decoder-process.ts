import type { Picture } from "../../core/picture.ts";
import { freeBytes } from "../free-bytes.ts";
import { decodeHere } from "./decode.ts";
import type { Header } from "./header.ts";
import { loadSharp } from "./load-sharp.ts";

// The process that decodes what may take long or much: its other half is `open-decoder-process.ts`. It kills itself where a picture
// takes too much, since nothing else stops a decoder, and when the process that it works for has gone.

export interface ToDecoder {
  readonly header: Header;
  /** Processor time that decoding may take, in milliseconds. */
  readonly processorMs: number;
  /** Memory that this process may have, in bytes. */
  readonly memoryBytes: number;
  /** Memory that it may have before it begins another picture than its first, in bytes. */
  readonly wornBytes: number;
}

export type FromDecoder =
  | { readonly isUp: true }
  | { readonly picture: Picture }
  | { readonly error: string }
  | { readonly exceeded: "time" | "memory" }
  /** Earlier pictures left so much memory behind that this one was not begun. Another process shall decode it. */
  | { readonly isWorn: true };

/** At 1 GB a second, the most that memory grows between two looks is 10 MB. */
const WATCH_MS = 10;

const tell = (message: FromDecoder, then?: () => void) => process.send!(message, undefined, {}, then);

let isNew = true;
process.on("message", async ({ header, processorMs, memoryBytes, wornBytes }: ToDecoder) => {
  if (!isNew && process.memoryUsage.rss() > wornBytes) return tell({ isWorn: true });
  isNew = false;
  const begun = process.cpuUsage();
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(begun);
    if ((user + system) / 1000 > processorMs) giveUp("time");
    else if (process.memoryUsage.rss() > memoryBytes) giveUp("memory");
  }, WATCH_MS);
  try {
    const picture = await decodeHere(header);
    tell({ picture }, () => {
      if (picture.rgba instanceof Uint8Array) freeBytes(picture.rgba);
    });
  } catch (error) {
    tell({ error: String((error as Error).cause ?? error) });
  } finally {
    clearInterval(watch);
  }
});
process.on("disconnect", kill);
await loadSharp();
tell({ isUp: true });

function giveUp(exceeded: "time" | "memory"): void {
  tell({ exceeded }, kill);
}

/** Where a decoder runs, the process would wait for it at its end. */
function kill(): void {
  process.kill(process.pid, "SIGKILL");
}
