import { createRandom } from "../random.ts";

/**
 * Holds a part out, of each label alike.
 *
 * @param share of each label's pictures that is held out, 0…1; at least one of four or more
 * @returns both parts in their old order; the same seed gives the same parts
 */
export function splitPictures<T extends { readonly label: number }>(
  pictures: readonly T[],
  share: number,
  seed: number,
): { readonly train: T[]; readonly heldOut: T[] } {
  const held = new Set<T>();
  for (let label = 0; label <= 10; label++) {
    const own = pictures.filter((picture) => picture.label === label);
    const order = Uint32Array.from(own.keys());
    createRandom(seed, label).shuffle(order);
    const count = own.length < 4 ? 0 : Math.max(1, Math.round(own.length * share));
    for (const index of order.slice(0, count)) held.add(own[index]);
  }
  return {
    train: pictures.filter((picture) => !held.has(picture)),
    heldOut: pictures.filter((picture) => held.has(picture)),
  };
}
