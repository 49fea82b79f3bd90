import type { Reader } from "./create-reader.ts";

/** A reader with what must be closed. */
export interface OpenedReader {
  readonly reader: Reader;
  /** Ends within a second, whatever is being decoded: what isn't answered yet is rejected with `shutting_down`. */
  close(): Promise<void>;
}

export interface SwappableReader extends OpenedReader {
  /** New pictures go to the next reader. The old one is closed after its last answer. */
  swap(next: OpenedReader): void;
  /** Closes the present one, and the old ones whatever they still have to answer. */
  close(): Promise<void>;
}

/** One reader to hold on to, whatever stands behind it at the time. */
export function createSwappableReader(first: OpenedReader): SwappableReader {
  let current = countRunning(first);
  const old = new Set<OpenedReader>();
  return {
    reader: {
      get manifest() {
        return current.reader.manifest;
      },
      readDigit: (bytes, options) => current.reader.readDigit(bytes, options),
      readNumbers: (bytes, options) => current.reader.readNumbers(bytes, options),
    },
    swap(next) {
      const last = current;
      current = countRunning(next);
      old.add(last);
      void last
        .idle()
        .then(last.close)
        .finally(() => old.delete(last));
    },
    async close() {
      await Promise.all([current, ...old].map((each) => each.close()));
    },
  };
}

interface CountingReader extends OpenedReader {
  /** Resolves when nothing is being read. */
  idle(): Promise<void>;
}

function countRunning({ reader, close }: OpenedReader): CountingReader {
  let running = 0;
  let onIdle: () => void = () => undefined;
  async function count<Read>(reading: Promise<Read>): Promise<Read> {
    running++;
    try {
      return await reading;
    } finally {
      running--;
      if (running === 0) onIdle();
    }
  }
  return {
    reader: {
      manifest: reader.manifest,
      readDigit: (bytes, options) => count(reader.readDigit(bytes, options)),
      readNumbers: (bytes, options) => count(reader.readNumbers(bytes, options)),
    },
    async idle() {
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    },
    close,
  };
}
