import { type Constraint, compileConstraint } from "../core/constrain/compile-constraint.ts";
import type { ConstraintOptions } from "../core/constrain/constraint-options.ts";
import { type ConstraintKey, toConstraintKey } from "./to-constraint-key.ts";

/** Keeps what was compiled: a service is mostly asked for the same few constraints, and a form for one at each of its images. */
export interface ConstraintCache {
  /**
   * @param key of these options, where it is known
   * @returns null where nothing is asked for
   * @throws PredictorError `constraint_invalid`
   */
  compile(options: ConstraintOptions | undefined, key?: ConstraintKey): Constraint | null;
}

const MAX_KEPT = 8;
/** What is compiled takes a few times the memory of its text. So many characters are kept, or one constraint, however long it is. */
const MAX_KEPT_CHARACTERS = 1_000_000;

interface Kept {
  readonly constraint: Constraint | null;
  readonly characters: number;
}

export function createConstraintCache(): ConstraintCache {
  const kept = new Map<string, Kept>();

  function dropOldest(): void {
    let characters = 0;
    for (const one of kept.values()) characters += one.characters;
    for (const [key, oldest] of kept) {
      if (kept.size === 1 || (kept.size <= MAX_KEPT && characters <= MAX_KEPT_CHARACTERS)) return;
      kept.delete(key);
      characters -= oldest.characters;
    }
  }

  return {
    compile(options = {}, { hash, characters } = toConstraintKey(options)) {
      const known = kept.get(hash);
      kept.delete(hash); // it becomes the last one used
      const one = known ?? { constraint: compileConstraint(options), characters };
      kept.set(hash, one);
      dropOldest();
      return one.constraint;
    },
  };
}
