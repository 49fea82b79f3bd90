import type { Recognizer } from "../recognizer.ts";

/** A recognizer with what must be closed. */
export interface OpenRecognizer {
  readonly recognizer: Recognizer;
  /** Ends within a second, whatever is being decoded: what isn't answered yet is rejected with `shutting_down`. */
  close(): Promise<void>;
}

export interface SwappableRecognizer extends OpenRecognizer {
  /** From now on the next one is asked; the old one is closed when it has answered everything that it was asked. */
  swap(next: OpenRecognizer): void;
  /** Closes the present one, and the old ones whatever they still have to answer. */
  close(): Promise<void>;
}

/** One recognizer to hold on to, whatever stands behind it at the time. */
export function createSwappableRecognizer(first: OpenRecognizer): SwappableRecognizer {
  let current = countRunning(first);
  const old = new Set<OpenRecognizer>();
  return {
    recognizer: {
      get manifest() {
        return current.recognizer.manifest;
      },
      recognize: (bytes, options) => current.recognizer.recognize(bytes, options),
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

interface CountingRecognizer extends OpenRecognizer {
  /** Resolves when nothing is being read. */
  idle(): Promise<void>;
}

function countRunning({ recognizer, close }: OpenRecognizer): CountingRecognizer {
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
    async idle() {
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    },
    close,
  };
}
