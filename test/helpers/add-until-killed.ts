import { openReadingStore } from "../../src/server/store/open-reading-store.ts";
import { createStoredPicture, createStoredReading } from "./create-stored-reading.ts";

// Adds readings with pictures, several at a time, and prints each one's id once it is kept, until it is killed. Arguments: the store,
// and where pictures are.

const CONCURRENCY = 8;
const [readings, keepPictures] = process.argv.slice(2);
const store = await openReadingStore({ readings, keepPictures });
const bytes = Array.from({ length: 3000 }, (_, i) => i % 256);

async function addForEver(): Promise<void> {
  for (;;) {
    const picture = createStoredPicture(bytes);
    const reading = createStoredReading({ pictureId: picture.id });
    await store.add({ readings: [reading], pictures: [picture] });
    process.stdout.write(`${reading.id}\n`);
  }
}

await Promise.all(Array.from({ length: CONCURRENCY }, addForEver));
