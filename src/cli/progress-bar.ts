const WIDTH = 24;
const REFRESH_MS = 200;

/** One line at the end of a terminal that is drawn again and again; nothing where nobody looks on. */
export interface ProgressBar {
  /** @param share 0…1 */
  draw(share: number, text: string): void;
  /** Takes it away, so that something else can be written. */
  clear(): void;
}

export function createProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  return {
    draw(share, text) {
      // What was taken away comes back at once: else it would flicker where lines are written all the time.
      if (!stream.isTTY || (isDrawn && share < 1 && performance.now() - drawnAt < REFRESH_MS)) return;
      drawnAt = performance.now();
      isDrawn = true;
      const full = Math.round(share * WIDTH);
      const line = `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${text}`;
      stream.write(`\r\x1b[K${line.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (!stream.isTTY || !isDrawn) return;
      isDrawn = false;
      stream.write("\r\x1b[K");
    },
  };
}
