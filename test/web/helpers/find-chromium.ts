import { existsSync } from "node:fs";

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const found = PLACES.find((place): place is string => place !== undefined && existsSync(place));

/** Path of a Chromium; only for tests that `noChromium` didn't skip. */
export const chromiumPath = found ?? "";
/** Why tests in a browser are skipped, or false. */
export const noChromium: string | false = found === undefined && "no Chromium found; set CHROMIUM_PATH to run this";
