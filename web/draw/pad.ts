import { type KeyboardPen, moveByKeyboard } from "./keyboard-pen.ts";
import { type PadStroke, paintStrokes } from "./strokes.ts";

/** The sheet one draws on, with mouse, pen, finger or keyboard. */
export interface Pad {
  readonly strokes: readonly PadStroke[];
  undo(): void;
  clear(): void;
  /** Of strokes to come, as a share of the sheet's side. */
  setStrokeWidth(share: number): void;
}

/**
 * @param sheet takes the focus and the keys; its canvas takes the pen
 * @param onChange called after each change, with whether a stroke is still being drawn
 */
export function createPad(sheet: HTMLElement, onChange: (drawing: boolean) => void): Pad {
  const canvas = sheet.querySelector("canvas")!;
  sheet.tabIndex = 0;
  const strokes: PadStroke[] = [];
  let strokeWidth = 0.07;
  let pointer: number | null = null;
  const pen: KeyboardPen = { x: 0.5, y: 0.5, down: false, shown: false };
  const repaint = createPainter(canvas, strokes, pen);

  const place = ({ clientX, clientY }: MouseEvent) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  };
  const change = (drawing: boolean) => {
    repaint();
    onChange(drawing);
  };
  const begin = (point: PadStroke["points"][number]) => strokes.push({ width: strokeWidth, points: [point] });
  const lift = () => {
    pointer = null;
    pen.down = false;
  };
  const undo = () => {
    lift(); // else the stroke before would go on
    strokes.pop();
    change(false);
  };
  const clear = () => {
    lift();
    strokes.length = 0;
    change(false);
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    pen.shown = false;
    pen.down = false;
    begin(place(event));
    change(true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event]) strokes.at(-1)?.points.push(place(move));
    change(true);
  });
  for (const type of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(type, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      change(false);
    });
  }
  sheet.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") undo();
    else if (event.key === "Delete" || event.key === "Backspace") clear();
    else if (!moveByKeyboard(event, pen, begin, strokes)) return;
    else repaint();
    event.preventDefault();
    if (pen.down) change(true);
  });
  sheet.addEventListener("blur", () => {
    pen.shown = false;
    pen.down = false;
    repaint();
  });
  new ResizeObserver(repaint).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  return {
    strokes,
    undo,
    clear,
    setStrokeWidth(share) {
      strokeWidth = share;
    },
  };
}

/** Paints strokes and the keyboard's pen, at most once a frame. */
function createPainter(canvas: HTMLCanvasElement, strokes: readonly PadStroke[], pen: KeyboardPen): () => void {
  let asked = false;
  const paint = () => {
    asked = false;
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== side || canvas.height !== side) Object.assign(canvas, { width: side, height: side });
    const context = canvas.getContext("2d")!;
    context.clearRect(0, 0, side, side);
    context.strokeStyle = getComputedStyle(canvas).color;
    paintStrokes(context, strokes, side);
    if (!pen.shown) return;
    context.strokeStyle = getComputedStyle(canvas).accentColor;
    context.lineWidth = 2 * devicePixelRatio;
    context.beginPath();
    context.arc(pen.x * side, pen.y * side, (pen.down ? 0.02 : 0.04) * side, 0, 2 * Math.PI);
    context.stroke();
  };
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(paint);
  };
}
