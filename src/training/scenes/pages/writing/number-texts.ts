import { pickWeighted } from "../../../pick-weighted.ts";
import type { Random } from "../../../random.ts";

/** So many digits, each by chance. */
export function pickDigits(count: number, random: Random): string {
  return Array.from({ length: count }, () => random.below(10)).join("");
}

/** How many digits a number has: short ones are frequent, twelve the most. */
export function pickLength(random: Random): number {
  return pickWeighted(
    [
      [14, 1],
      [18, 2],
      [20, 3],
      [16, 4],
      [12, 5],
      [8, 6],
      [4, 7],
      [3, 8],
      [3, 9],
      [2, 10],
      [1, 12],
    ] as const,
    random,
  );
}

/** A number as people write it: bare, with thousands' points, as an amount, a date, a time, a postal or a telephone number. */
export function pickNumber(random: Random): string {
  const kind = random.next();
  if (kind < 0.52) return pickDigits(pickLength(random), random);
  if (kind < 0.68) return withThousands(random);
  if (kind < 0.78) return amount(random);
  if (kind < 0.88) return date(random);
  if (kind < 0.93) return `${pickDigits(2, random)}:${pickDigits(2, random)}`;
  if (kind < 0.97)
    return random
      .pick([" ", "-", "/"])
      .split("")
      .reduce(
        (text, sign) => text + sign + pickDigits(2 + random.below(3), random),
        pickDigits(2 + random.below(3), random),
      );
  return `${random.pick(["+", "-", "#", "("])}${pickDigits(pickLength(random), random)}`;
}

function withThousands(random: Random): string {
  const sign = random.pick([".", ".", ",", "'", " "]);
  const groups = 1 + random.below(2);
  let text = `${1 + random.below(9)}${pickDigits(random.below(3), random)}`;
  for (let i = 0; i < groups; i++) text += sign + pickDigits(3, random);
  return (
    text +
    pickWeighted(
      [
        [6, ""],
        [1, ".-"],
        [1, "-"],
        [1, "="],
        [1, "."],
        [1, ",-"],
        [0.5, "_"],
        [0.5, ":"],
      ] as const,
      random,
    )
  );
}

function amount(random: Random): string {
  const before = random.chance(0.5) ? random.pick(["$", "€", "£", "$ ", "€ "]) : "";
  const after = before === "" ? random.pick(["", " €", "€", " $", "%", "-", "="]) : "";
  return `${before}${pickDigits(1 + random.below(4), random)}${random.pick([",", "."])}${pickDigits(2, random)}${after}`;
}

function date(random: Random): string {
  const sign = random.pick([".", "/", "-", " "]);
  const year = random.chance(0.5) ? pickDigits(2, random) : `${random.pick(["19", "20"])}${pickDigits(2, random)}`;
  const parts = [String(1 + random.below(31)), String(1 + random.below(12)), year];
  if (random.chance(0.5)) for (const i of [0, 1]) parts[i] = parts[i].padStart(2, "0");
  return (random.chance(0.2) ? parts.toReversed() : parts).join(sign);
}

/** The space between digits of a number as a share of their height: touching, close, as usual or wide. */
export function pickGap(random: Random): number {
  return pickWeighted(
    [
      [22, random.between(-0.14, 0.02)],
      [25, random.between(0, 0.1)],
      [33, random.between(0.08, 0.3)],
      [20, random.between(0.3, 0.8)],
    ] as const,
    random,
  );
}
