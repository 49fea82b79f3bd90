export interface JsonError {
  /** In characters (code points), from 0. */
  readonly position: number;
  readonly reason: string;
}

/**
 * Finds where a text stops being JSON, in the words of Python's `json` module, which FastAPI passes on to its clients.
 * `JSON.parse` has words of its own, which differ between engines.
 *
 * @param text one that `JSON.parse` has refused
 * @throws RangeError if it is nested too deeply
 */
export function findJsonError(text: string): JsonError {
  const scanner = new Scanner(Array.from(text));
  try {
    scanner.value();
    scanner.skipSpace();
    return scanner.fail("Extra data");
  } catch (error) {
    if (error instanceof Found) return error;
    throw error;
  }
}

class Found extends Error implements JsonError {
  readonly position: number;
  readonly reason: string;

  constructor(position: number, reason: string) {
    super(reason);
    this.position = position;
    this.reason = reason;
  }
}

const MAX_DEPTH = 1000;
const MAX_WORD_LENGTH = 400;

class Scanner {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  fail(reason: string, position = this.#at): never {
    throw new Found(position, reason);
  }

  skipSpace(): void {
    while (/^[ \t\n\r]$/.test(this.#next())) this.#at++;
  }

  /** @throws RangeError where it is nested deeper than Python's parser goes; the stack, which others use too, is not relied on */
  value(): void {
    if (this.#depth === MAX_DEPTH) throw new RangeError("nested too deeply");
    this.#depth++;
    this.skipSpace();
    const next = this.#next();
    if (next === "{") this.#object();
    else if (next === "[") this.#array();
    else if (next === '"') this.#string();
    else this.#word();
    this.#depth--;
  }

  #object(): void {
    this.#at++;
    this.skipSpace();
    if (this.#take("}")) return;
    do {
      this.skipSpace();
      if (this.#next() !== '"') this.fail("Expecting property name enclosed in double quotes");
      this.#string();
      this.skipSpace();
      if (!this.#take(":")) this.fail("Expecting ':' delimiter");
      this.value();
      this.skipSpace();
    } while (this.#take(","));
    if (!this.#take("}")) this.fail("Expecting ',' delimiter");
  }

  #array(): void {
    this.#at++;
    this.skipSpace();
    if (this.#take("]")) return;
    do {
      this.value();
      this.skipSpace();
    } while (this.#take(","));
    if (!this.#take("]")) this.fail("Expecting ',' delimiter");
  }

  #string(): void {
    const start = this.#at++;
    for (;;) {
      const next = this.#next();
      if (next === "") this.fail("Unterminated string starting at", start);
      if (next < " ") this.fail("Invalid control character at");
      this.#at++;
      if (next === '"') return;
      if (next === "\\") this.#escape(start);
    }
  }

  #escape(start: number): void {
    const next = this.#next();
    if (next === "") this.fail("Unterminated string starting at", start);
    if (!'"\\/bfnrtu'.includes(next)) this.fail("Invalid \\escape", this.#at - 1);
    this.#at++;
    if (next !== "u") return;
    if (!/^[0-9a-f]{4}$/i.test(this.#characters.slice(this.#at, this.#at + 4).join(""))) {
      this.fail("Invalid \\uXXXX escape", this.#at - 1);
    }
    this.#at += 4;
  }

  #word(): void {
    let end = this.#at;
    while (end - this.#at < MAX_WORD_LENGTH && /^[\w.+-]$/.test(this.#characters[end] ?? "")) end++;
    const rest = this.#characters.slice(this.#at, end).join("");
    const word = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)/.exec(rest);
    if (word === null) this.fail("Expecting value");
    this.#at += word[0].length;
  }

  #take(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    return this.#characters[this.#at] ?? "";
  }
}
