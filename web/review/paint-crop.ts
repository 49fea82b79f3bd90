import type { StoredReading } from "./readings-client.ts";

/** What is shown around the box, in shares of its height. */
const MARGIN = 0.75;
const MIN_MARGIN_PX = 12;
/** More is only blurred. */
const MAX_ZOOM = 6;
const FRAME = "#d8550e";
const FRAME_WIDTH = 2;

/** Shows the part of a picture that was read, with a frame around it; or the whole picture. */
export function paintCrop(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  box: StoredReading["box"],
  isWhole: boolean,
): void {
  const view =
    box === null || isWhole ? { x: 0, y: 0, width: picture.width, height: picture.height } : around(box, picture);
  const { clientWidth, clientHeight } = canvas.parentElement!;
  const zoom = Math.min(clientWidth / view.width, clientHeight / view.height, MAX_ZOOM);
  const pixels = window.devicePixelRatio || 1;
  canvas.style.width = `${view.width * zoom}px`;
  canvas.style.height = `${view.height * zoom}px`;
  canvas.width = Math.max(1, Math.round(view.width * zoom * pixels));
  canvas.height = Math.max(1, Math.round(view.height * zoom * pixels));
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // what a picture with transparency was read on
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, view.x, view.y, view.width, view.height, 0, 0, canvas.width, canvas.height);
  if (box === null) return;
  const scale = zoom * pixels;
  context.strokeStyle = FRAME;
  context.lineWidth = FRAME_WIDTH * pixels;
  const room = FRAME_WIDTH * pixels;
  context.strokeRect(
    (box.x - view.x) * scale - room,
    (box.y - view.y) * scale - room,
    box.width * scale + 2 * room,
    box.height * scale + 2 * room,
  );
}

function around(box: NonNullable<StoredReading["box"]>, picture: ImageBitmap) {
  const margin = Math.max(MIN_MARGIN_PX, box.height * MARGIN);
  const x = Math.max(0, box.x - margin);
  const y = Math.max(0, box.y - margin);
  const right = Math.min(picture.width, box.x + box.width + margin);
  const bottom = Math.min(picture.height, box.y + box.height + margin);
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}
