import type sharp from "sharp";

const READERS = ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"].map((format) => `VipsForeignLoad${format}Buffer`);

let loading: Promise<typeof sharp> | undefined;

/** Loads sharp when it is first needed, for it takes longer than all the rest of a start. */
export function loadSharp(): Promise<typeof sharp> {
  loading ??= import("sharp").then(({ default: sharp }) => {
    // No file is asked for twice, so there is nothing to keep; the service already runs as many at once as there are cores.
    sharp.cache(false);
    sharp.concurrency(1);
    // Nothing but the formats that were sniffed: the other readers (SVG, PDF, ...) are only there to be attacked.
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: READERS });
    return sharp;
  });
  return loading;
}
