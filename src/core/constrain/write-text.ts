import { DEAD } from "./automaton.ts";
import type { PatternMachine } from "./pattern-machine.ts";
import type { ValueRange } from "./value-range.ts";

/** One way on from a spot without a digit. */
interface Way {
  readonly to: number;
  /** What it writes, or "". */
  readonly character: string;
}

/** All spots between two digits, in the order in which they are met. */
interface Layer {
  readonly indexOf: Map<number, number>;
  readonly spots: number[];
  readonly ways: Way[][];
  /** Of the best text from here to the end: log odds of its separators, and its characters. −Infinity where there is none. */
  readonly odds: number[];
  readonly lengths: number[];
}

/**
 * The text of an accepted number: its digits, and what the pattern writes between them. Where several texts have these digits, it is the
 * one whose separators have the greatest log odds together; of these the shortest; of these the first: an earlier alternative before a
 * later one, again before not again, and in a class a digit before the other characters, those in their order.
 *
 * @param digits such as "25122024"; the pattern (and the range) must accept them
 * @param separatorLogOdds `[digits − 1]`, for the gap after each digit but the last: log of how much likelier it is that a separator stands
 * there than that none does. 0 for a gap, or nothing at all, says nothing. What stands before the first and after the last digit has none.
 * @example writeText(machine of \d{2}\.\d{2}\.\d{4}, null, "25122024") // "25.12.2024"
 * @example writeText(machine of \d+(\.\d{2})?, null, "1250") // "1250"; with [-3, 4, -3]: "12.50"
 * @throws RangeError where the digits are not accepted
 */
export function writeText(
  machine: PatternMachine,
  range: ValueRange | null,
  digits: string,
  separatorLogOdds?: ArrayLike<number>,
): string {
  if (!machine.writes) return digits;
  const { places } = machine;
  // A spot is a place, a state of the range and whether something is written in this gap already, as one integer.
  const spotOf = (place: number, value: number, written: number): number =>
    (value * places.length + place) * 2 + written;
  const placeAt = (spot: number) => places[Math.floor(spot / 2) % places.length];
  const valueAt = (spot: number): number => Math.floor(spot / 2 / places.length);

  function waysFrom(spot: number): Way[] {
    const place = placeAt(spot);
    const value = valueAt(spot);
    if (place.kind === "split") return place.next.map((next) => ({ to: spotOf(next, value, spot % 2), character: "" }));
    if (place.kind !== "write") return [];
    if (range === null) return [{ to: spotOf(place.next, value, 1), character: place.characters[0] }];
    const after = place.characters.includes(".") ? range.nextPoint(value) : DEAD;
    return after === DEAD ? [] : [{ to: spotOf(place.next, after, 1), character: "." }];
  }

  function meet(spots: Iterable<number>): Layer {
    const indexOf = new Map<number, number>();
    for (const spot of spots) indexOf.set(spot, indexOf.size);
    const ways: Way[][] = [];
    for (const [spot] of indexOf) {
      const on = waysFrom(spot);
      ways.push(on);
      for (const { to } of on) if (!indexOf.has(to)) indexOf.set(to, indexOf.size);
    }
    const met = [...indexOf.keys()];
    return { indexOf, spots: met, ways, odds: met.map(() => -Infinity), lengths: met.map(() => Infinity) };
  }

  function afterDigit(spot: number, digit: number): number | null {
    const place = placeAt(spot);
    if (place.kind !== "digit" || ((place.digits >> digit) & 1) === 0) return null;
    const value = range === null ? 0 : range.next(valueAt(spot), digit);
    return value === DEAD ? null : spotOf(place.next, value, 0);
  }

  const isEnd = (spot: number): boolean =>
    placeAt(spot).kind === "end" && (range === null || range.accepts(valueAt(spot)));
  const oddsAt = (gap: number): number => (gap === 0 || gap === digits.length ? 0 : (separatorLogOdds?.[gap - 1] ?? 0));

  const layers = [meet([spotOf(machine.start, range?.start ?? 0, 0)])];
  for (let i = 0; i < digits.length; i++) {
    const next = layers[i].spots.map((spot) => afterDigit(spot, Number(digits[i])));
    layers.push(meet(new Set(next.filter((spot) => spot !== null))));
  }

  /** What going this way adds to the odds: only the first character in a gap says that something stands there. */
  const oddsOf = (gap: number, from: number, way: Way): number =>
    way.character !== "" && from % 2 === 0 ? oddsAt(gap) : 0;

  for (let gap = digits.length; gap >= 0; gap--) {
    const layer = layers[gap];
    layer.spots.forEach((spot, i) => {
      if (gap === digits.length) {
        if (isEnd(spot)) [layer.odds[i], layer.lengths[i]] = [0, 0];
        return;
      }
      const to = afterDigit(spot, Number(digits[gap]));
      const j = to === null ? undefined : layers[gap + 1].indexOf.get(to);
      if (j !== undefined) [layer.odds[i], layer.lengths[i]] = [layers[gap + 1].odds[j], layers[gap + 1].lengths[j]];
    });
    // Backwards, what is met later is mostly settled earlier; repeats of nothing can take another round.
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = layer.spots.length - 1; i >= 0; i--) {
        for (const way of layer.ways[i]) {
          const j = layer.indexOf.get(way.to) as number;
          const odds = layer.odds[j] + oddsOf(gap, layer.spots[i], way);
          const length = layer.lengths[j] + (way.character === "" ? 0 : 1);
          if (odds < layer.odds[i] || (odds === layer.odds[i] && length >= layer.lengths[i])) continue;
          [layer.odds[i], layer.lengths[i]] = [odds, length];
          changed = true;
        }
      }
    }
  }
  if (layers[0].lengths[0] === Infinity) throw new RangeError("The pattern doesn't accept these digits.");

  /** The first of the best ways to the next digit or the end, in the pattern's order. */
  function follow(gap: number, from: number): { text: string; spot: number } {
    const layer = layers[gap];
    const seen = new Set<number>();
    const trail = [{ i: layer.indexOf.get(from) as number, text: "" }];
    for (let top = trail.pop(); top !== undefined; top = trail.pop()) {
      const { i, text } = top;
      if (seen.has(i)) continue;
      seen.add(i);
      const spot = layer.spots[i];
      if (placeAt(spot).kind === "digit" || placeAt(spot).kind === "end") return { text, spot };
      const best = layer.ways[i].filter((way) => {
        const j = layer.indexOf.get(way.to) as number;
        return (
          layer.odds[j] + oddsOf(gap, spot, way) === layer.odds[i] &&
          layer.lengths[j] + (way.character === "" ? 0 : 1) === layer.lengths[i]
        );
      });
      for (const { to, character } of best.reverse())
        trail.push({ i: layer.indexOf.get(to) as number, text: text + character });
    }
    throw new RangeError("The pattern doesn't accept these digits.");
  }

  let text = "";
  let spot = layers[0].spots[0];
  for (let gap = 0; gap <= digits.length; gap++) {
    const found = follow(gap, spot);
    text += found.text;
    if (gap === digits.length) break;
    text += digits[gap];
    spot = afterDigit(found.spot, Number(digits[gap])) as number;
  }
  return text;
}
