/**
 * What reading one line may cost. Beyond these bounds it goes on with less, and the reading says that it isn't `exact`.
 */

/** Nodes of one line. Of more, those that are surest no digits are skipped. */
export const MAX_NODES = 500;
/** Sets of used nodes that matter at one place of the line, because of conflicts and gaps. */
export const MAX_CONTEXTS = 1_000;
/** Contexts times states of an automaton that are met along the line. Each has up to ten ways on. */
export const MAX_PAIRS = 250_000;
/** Steps in search of the best numbers: a way to lay digits on nodes, and each digit that may follow it. */
export const MAX_STEPS = 500_000;
/** The same for an automaton that is a tree (a list of values), where the search finds the total too. */
export const MAX_TREE_STEPS = 2_000_000;
/** How much too high the total of a list may be, as a share. */
export const MAX_OPEN_SHARE = 1e-3;
