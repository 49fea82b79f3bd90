import type { ReadingsClient, StoredReading } from "./readings-client.ts";

/** A reading that is to be looked at, with its picture on the way. */
export interface Entry {
  readonly reading: StoredReading;
  /** Rejects with Problem, or with what the browser says of a picture that it can't decode; undefined where none is kept. */
  readonly picture: Promise<ImageBitmap> | undefined;
}

/** What waits for this reviewer. */
export interface Queue {
  /** The next one, or undefined where nothing waits. @throws Problem */
  take(): Promise<Entry | undefined>;
  /** It comes next. */
  putBack(entry: Entry): void;
}

/** Claimed at a time: few, since nobody else gets them for some minutes. */
const CLAIMED_AT_A_TIME = 4;
/** Below this, more are claimed while the reviewer looks at what is there. */
const MIN_AHEAD = 2;
/** What was claimed so long ago may be somebody else's by now: a claim holds for 5 minutes. */
const MAX_AGE_MS = 4 * 60_000;

interface Claimed {
  readonly entry: Entry;
  readonly claimedMs: number;
}

/** A queue that claims readings as they are needed, and loads the pictures of the next ones ahead. */
export function createQueue(client: ReadingsClient): Queue {
  let waiting: Claimed[] = [];
  let claiming: Promise<void> | undefined;

  function claimMore(): Promise<void> {
    claiming ??= (async () => {
      const claimedMs = Date.now();
      const readings = await client.claim(CLAIMED_AT_A_TIME);
      waiting.push(...readings.map((reading) => ({ entry: open(reading), claimedMs })));
    })().finally(() => {
      claiming = undefined;
    });
    return claiming;
  }

  function open(reading: StoredReading): Entry {
    if (reading.links.picture === null) return { reading, picture: undefined };
    const picture = client.picture(reading).then((file) => createImageBitmap(file));
    picture.catch(() => undefined); // whoever shows it says so
    return { reading, picture };
  }

  return {
    async take() {
      waiting = waiting.filter(({ claimedMs }) => Date.now() - claimedMs < MAX_AGE_MS);
      if (waiting.length === 0) await claimMore();
      const next = waiting.shift();
      if (next !== undefined && waiting.length < MIN_AHEAD) claimMore().catch(() => undefined); // it is tried again when needed
      return next?.entry;
    },
    putBack(entry) {
      waiting.unshift({ entry, claimedMs: Date.now() });
    },
  };
}
