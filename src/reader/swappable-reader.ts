import type { Recognizer } from "../core/read-digit.ts";

/** A recognizer with what must be closed after its last picture. */
export interface OpenRecognizer {
  readonly recognizer: Recognizer;
  close(): Promise<void>;
}

export interface SwappableRecognizer extends OpenRecognizer {
  /** From now on the next one is asked; the old one is closed when it has answered everything that it was asked. */
  swap(next: OpenRecognizer): void;
  /** Closes the present one and waits for the old ones. */
  close(): Promise<void>;
}

/** One recognizer to hold on to, whatever stands behind it at the time. */
export function createSwappableRecognizer(first: OpenRecognizer): SwappableRecognizer {
  let current = countRunning(first);
  const closing = new Set<Promise<void>>();
  return {
    recognizer: {
      get manifest() {
        return current.recognizer.manifest;
      },
      recognize: (bytes, options) => current.recognizer.recognize(bytes, options),
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
function countRunning({ recognizer, close }: OpenRecognizer): OpenRecognizer {
  let running = 0;
  let onIdle: () => void = () => undefined;
  return {
    recognizer: {
      manifest: recognizer.manifest,
      async recognize(bytes, options) {
        running++;
        try {
          return await recognizer.recognize(bytes, options);
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
