import type { Lattice } from "./lattice.ts";

/**
 * For each node the later ones that it is in conflict with, ascending.
 *
 * @param kept positions in `lattice.nodes`, ascending; the answer counts in positions of `kept`
 */
export function findConflicts({ nodes, conflicts }: Lattice, kept: readonly number[]): number[][] {
  const later: Set<number>[] = kept.map(() => new Set());
  if (typeof conflicts === "function") {
    for (let i = 0; i < kept.length; i++) {
      const a = nodes[kept[i]];
      for (let j = i + 1; j < kept.length; j++) {
        const b = nodes[kept[j]];
        if (a.left <= b.right && b.left <= a.right && conflicts(kept[i], kept[j])) later[i].add(j);
      }
    }
  } else {
    const placeOf = new Map(kept.map((node, i) => [node, i]));
    for (const [a, b] of conflicts) {
      const [i, j] = [placeOf.get(a), placeOf.get(b)];
      if (i !== undefined && j !== undefined && i !== j) later[Math.min(i, j)].add(Math.max(i, j));
    }
  }
  return later.map((set) => [...set].sort((a, b) => a - b));
}
