import type { PadStroke } from "./strokes.ts";

/** The pen that the arrow keys move. */
export interface KeyboardPen {
  x: number;
  y: number;
  down: boolean;
  shown: boolean;
}

const STEP = 1 / 28;
const LONG_STEP = 4 / 28;
const DIRECTIONS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Does what the key says to pen and strokes. @returns whether the key was one of ours */
export function moveByKeyboard(
  event: KeyboardEvent,
  pen: KeyboardPen,
  begin: (point: PadStroke["points"][number]) => void,
  strokes: readonly PadStroke[],
): boolean {
  const direction = DIRECTIONS[event.key];
  if (direction === undefined && event.key !== " ") return false;
  pen.shown = true;
  if (direction === undefined) {
    pen.down = !pen.down;
    if (pen.down) begin({ x: pen.x, y: pen.y });
    return true;
  }
  const step = event.shiftKey ? LONG_STEP : STEP;
  pen.x = Math.min(1, Math.max(0, pen.x + direction[0] * step));
  pen.y = Math.min(1, Math.max(0, pen.y + direction[1] * step));
  if (pen.down) strokes.at(-1)?.points.push({ x: pen.x, y: pen.y });
  return true;
}
