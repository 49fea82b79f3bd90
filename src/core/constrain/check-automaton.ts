import type { Automaton } from "./automaton.ts";
import { createAba } from "./checks/aba.ts";
import { createDamm } from "./checks/damm.ts";
import { createEan13 } from "./checks/ean13.ts";
import { createIsbn10 } from "./checks/isbn10.ts";
import { createLuhn } from "./checks/luhn.ts";
import { createMod97 } from "./checks/mod97.ts";
import { createVerhoeff } from "./checks/verhoeff.ts";
import type { Check } from "./constraint-options.ts";

const CREATE: Readonly<Record<Check, () => Automaton>> = {
  luhn: createLuhn,
  mod97: createMod97,
  isbn10: createIsbn10,
  ean13: createEan13,
  aba: createAba,
  verhoeff: createVerhoeff,
  damm: createDamm,
};

/** All numbers that satisfy a check. */
export function createCheckAutomaton(check: Check): Automaton {
  return CREATE[check]();
}
