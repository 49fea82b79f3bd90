const MAX_LENGTH = 100;

/**
 * A text that was sent, as far as an error may repeat it: 100 characters, as many as tell what it was.
 *
 * @example shorten("a".repeat(200)) // 100 times "a", then "…"
 */
export function shorten(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
