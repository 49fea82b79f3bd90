import type { LatticeNode } from "./lattice.ts";

/** The nodes that are looked at: all, or the `max` ones that are likeliest digits, as ascending positions. */
export function chooseNodes(nodes: readonly LatticeNode[], max: number): number[] {
  const all = nodes.map((_, i) => i);
  if (nodes.length <= max) return all;
  const odds = nodes.map(({ logDigits, logNonDigit }) => Math.max(...Array.from(logDigits)) - logNonDigit);
  return all
    .sort((a, b) => odds[b] - odds[a] || a - b)
    .slice(0, max)
    .sort((a, b) => a - b);
}
