import type { Reader } from "./create-reader.ts";

/** A reader with what must be closed after its last picture. */
export interface OpenedReader {
  readonly reader: Reader;
  close(): Promise<void>;
}

export interface SwappableReader extends OpenedReader {
  /** From now on the next one is asked; the old one is closed when it has answered everything that it was asked. */
  swap(next: OpenedReader): void;
  /** Closes the present one and waits for the old ones. */
  close(): Promise<void>;
}

/** One reader to hold on to, whatever stands behind it at the time. */
export function createSwappableReader(first: OpenedReader): SwappableReader {
  let current = countRunning(first);
  const closing = new Set<Promise<void>>();
  return {
    reader: {
      get manifest() {
        return current.reader.manifest;
      },
      readDigit: (bytes, options) => current.reader.readDigit(bytes, options),
    },
    swap(next) {
      const closed = current.close().finally(() => closing.delete(closed));
      closing.add(closed);
      current = countRunning(next);
    },
    async close() {
      await Promise.all([current.close(), ...closing]);
    },
  };
}

/** The same, but `close` waits until nothing is being read. */
function countRunning({ reader, close }: OpenedReader): OpenedReader {
  let running = 0;
  let onIdle: () => void = () => undefined;
  return {
    reader: {
      manifest: reader.manifest,
      async readDigit(bytes, options) {
        running++;
        try {
          return await reader.readDigit(bytes, options);
        } finally {
          running--;
          if (running === 0) onIdle();
        }
      },
    },
    async close() {
      if (running > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      await close();
    },
  };
}
