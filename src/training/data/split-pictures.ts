import { createRandom } from "../random.ts";

/**
 * Holds a part out, of each group alike.
 *
 * @param share of each group's pictures that is held out, 0…1; at least one of four or more
 * @returns both parts in their old order; the same seed gives the same parts
 */
export function splitPictures<T>(
  pictures: readonly T[],
  groupOf: (picture: T) => number,
  share: number,
  seed: number,
): { readonly train: T[]; readonly heldOut: T[] } {
  const held = new Set<T>();
  for (const group of new Set(pictures.map(groupOf))) {
    const own = pictures.filter((picture) => groupOf(picture) === group);
    const order = Uint32Array.from(own.keys());
    createRandom(seed, group).shuffle(order);
    const count = own.length < 4 ? 0 : Math.max(1, Math.round(own.length * share));
    for (const index of order.slice(0, count)) held.add(own[index]);
  }
  return {
    train: pictures.filter((picture) => !held.has(picture)),
    heldOut: pictures.filter((picture) => held.has(picture)),
  };
}
