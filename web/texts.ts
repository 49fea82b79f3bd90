import type { Warning } from "../src/core/reading.ts";

/** Every text of the page, in one place. Those under `page` are put into `index.html` when the page is built. */
export const TEXTS = {
  page: {
    title: "number-predictor: draw a digit or a number",
    description:
      "Draw or photograph a handwritten digit or number: what it is, how sure that is, and what the machine saw.",
    name: "number-predictor",
    tagline: "Draw a digit or a number, or show a picture.",
    skip: "Skip to the answer",
    docs: "API documentation",
    place: "Read pictures",
    device: "On this device",
    server: "On the server",
    input: "Your digit or number",
    padLabel: "Drawing area",
    padHelp:
      "Draw with mouse, pen or finger. With the keyboard: arrow keys move, with Shift further; Space puts the pen down and lifts it; Ctrl+Z takes a stroke back; Delete clears.",
    padHint: "Draw here",
    undo: "Undo",
    clear: "Clear",
    save: "Save",
    strokeWidth: "Stroke",
    backToDrawing: "Back to drawing",
    choose: "Choose pictures",
    camera: "Camera",
    orDrop: "or drop or paste them here",
    pictures: "Your pictures",
    removeAll: "Remove all",
    answer: "Answer",
    kind: "Read a",
    digit: "Digit",
    number: "Number",
    numbers: "Numbers on the picture",
    copyCsv: "Copy as CSV",
    key: "API key",
    useKey: "Use it",
    keyRule: "Letters, digits and signs of ASCII, without spaces.",
    noDigitLabel: "No digit",
    correct: "No, it is",
    correctHelp: "A tap here sends the picture to this server, which keeps it with your answer.",
    review: "Review stored readings",
    maxErrorLabel: "Of the accepted answers, at most",
    maxErrorAfter: "may be wrong",
    seen: "What the machine saw",
    seenPicture: "Your picture, and what was found on it",
    seenInput: "What the network got: 28 × 28 pixels a digit",
    seenHeat: "What spoke for and against the answer",
    heatFor: "for",
    heatAgainst: "against",
    heatMethod: "By occlusion: each spot is covered with paper, to see how the answer changes (Zeiler & Fergus, 2014).",
    developer: "The same as code",
    copy: "Copy",
    json: "JSON answer",
    requestId: "Request id",
    cameraTitle: "Take a picture of what shall be read",
    takePicture: "Take the picture",
    cancel: "Cancel",
    close: "Close",
    licences: "Licences",
    dropHere: "Drop pictures to read them",
    noScript: "This page needs JavaScript. Without it, use the API: see the documentation.",
  },

  drawing: "drawing.png",
  noPicture: "This file cannot be shown.",
  photograph: (number: number) => `photo-${number}.jpg`,
  pasted: (number: number) => `pasted-${number}.png`,

  empty: "The answer appears here while you draw.",
  reading: "Reading…",
  sure: (confidence: number) => `${percent(confidence)} sure`,
  decisions: { accept: "Accepted", review: "Have a person look", reject: "Not accepted" },
  noDigit: "No digit",
  noNumber: "No number was found.",
  nothingSign: "–",
  emptySign: "?",
  problemSign: "!",
  warnings: {
    faint: "The ink is faint: go closer, use more light or press harder.",
    blurred: "The picture is blurred: hold still and let the camera focus.",
    cut_off: "The digit touches the edge: leave some space around it.",
    several_digits: "There seems to be more than one digit: show one at a time, or have them read as a number.",
    small: "The digit is small: go closer or draw it larger.",
    truncated: "The file's end is missing. All of the picture is there.",
  } satisfies Record<Warning, string>,

  spoken: (digit: number | null, confidence: number, decision: string) =>
    `${digit === null ? "No digit" : digit}, ${percent(confidence)} sure. ${decision}.`,
  spokenNumber: (text: string, confidence: number, decision: string) =>
    `${text}, ${percent(confidence)} sure. ${decision}.`,
  spokenNumbers: (count: number, summary: string) => `${count} numbers: ${summary}.`,
  numbers: (count: number) => `${count} numbers`,
  firstOf: (text: string, count: number) => (count === 1 ? text : `${text} +${count - 1}`),
  alternatives: (texts: readonly string[]) => `Or ${texts.join(", ")}.`,
  alternative: (text: string, confidence: number) => `${text} (${percent(confidence)})`,
  decisionSigns: { accept: "✓", review: "?", reject: "×" },
  summary: (accepted: number, review: number, rejected: number, failed: number, waiting: number) =>
    [
      waiting > 0 && `${waiting} to go`,
      accepted > 0 && `${accepted} accepted`,
      review > 0 && `${review} to look at`,
      rejected > 0 && `${rejected} not accepted`,
      failed > 0 && `${failed} not readable`,
    ]
      .filter(Boolean)
      .join(" · "),

  engine: {
    loading: (share: number) => `Loading the reader, ${Math.round(share * 100)} %`,
    ready: "Nothing you draw or show here leaves this device.",
    offline: "Nothing you draw or show here leaves this device. This page also works offline.",
    server: "Pictures are sent to this server, which keeps none of them.",
    model: (name: string, version: string) => `Model ${name} ${version}`,
    failed: "The reader could not be loaded on this device.",
  },

  problems: {
    no_ink: "There is nothing on this picture that could be a digit.",
    image_broken: "This file is not a picture that this browser can read. JPEG, PNG, WebP and GIF work everywhere.",
    tiff_unsupported: "This browser cannot read TIFF pictures. JPEG, PNG, WebP and GIF work everywhere.",
    file_empty: "This file is empty.",
    file_too_large: "This file is larger than 10 MB. Send a smaller one.",
    picture_too_large: "This picture has more than 25 million pixels. Send a smaller one.",
    engine_failed: "The reader could not be loaded. Check the connection and reload the page, or read on the server.",
    server_gone: "The server does not answer. Try again in a moment, or read on this device.",
    key_wanted: "This server asks for a key. It is sent to nobody else, and forgotten when this page is closed.",
    key_wrong: "The server does not take this key. Is it complete?",
    camera:
      "The camera cannot be used: it is missing, busy or not allowed. Allow it in the browser's settings for this page, or choose a picture.",
    unexpected: "Something went wrong that should not have. Reload the page and try again.",
  } as Readonly<Record<string, string>>,
  correctLabel: (digit: number | null) => (digit === null ? "No, it is none of these" : `No, it is a ${digit}`),
  noDigitSign: "none",
  correcting: "Storing…",
  corrected: (digit: number | null) => `Stored: it is ${digit === null ? "no digit" : `a ${digit}`}.`,
  useDevice: "Read on this device",
  useServer: "Read on the server",
  tryAgain: "Try again",

  digitsLabel: (digits: number, numbers: number) =>
    `${digits} ${digits === 1 ? "digit" : "digits"}, ${numbers} ${numbers === 1 ? "number" : "numbers"}`,
  boxLabel: (ink: string, width: number, height: number) => `${ink} ink, ${width} × ${height} pixels`,
  inks: { dark: "Dark", light: "Light" },
  pictureAlt: {
    digit: (name: string) => `${name}, with a frame around the digit that was found`,
    number: (name: string) => `${name}, with a frame around each digit that was found`,
  },
  inputAlt: {
    digit: "The digit as 28 by 28 pixels, white on black",
    number: "Each digit as 28 by 28 pixels, white on black",
  },
  heatAlt: "The same pixels; orange where the ink spoke for the answer, blue where it spoke against it",

  languages: { curl: "curl", python: "Python", typescript: "TypeScript" },
  copied: "Copied",
  copyFailed: "Select and copy it by hand",
  noRequest: "none: answered on this device",
} as const;

/** `0.9987` → `99.8 %`: cut off, not rounded, so that only what is certain reads 100 %. */
export function percent(share: number): string {
  return `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)} %`;
}
