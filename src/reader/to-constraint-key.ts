import { createHash } from "node:crypto";
import type { ConstraintOptions } from "../core/constrain/constraint-options.ts";

/** A form's images all come with the same options, and a list of values takes a while. */
const known = new WeakMap<ConstraintOptions, ConstraintKey>();

/** What tells constraints apart, however long they are. */
export interface ConstraintKey {
  readonly hash: string;
  /** Characters of the options together. */
  readonly characters: number;
}

/** @param options not changed afterwards */
export function toConstraintKey(options: ConstraintOptions): ConstraintKey {
  let key = known.get(options);
  if (key === undefined) {
    const text = JSON.stringify(options);
    key = { hash: createHash("sha256").update(text).digest("base64"), characters: text.length };
    known.set(options, key);
  }
  return key;
}
