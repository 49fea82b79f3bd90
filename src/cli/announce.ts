import { styleText } from "node:util";
import type { Manifest } from "../core/manifest.ts";
import type { Settings } from "../server/settings.ts";
import { readVersion } from "./read-version.ts";

const OPEN_TO_ALL = "no API key is set: everybody who reaches this address may use it (--api-key)";

/**
 * Says where the service listens: a short panel on a terminal, else a line. On standard error, since standard output is for the log.
 *
 * @param url without a slash at its end
 */
export function announce(
  url: string,
  { name, version }: Pick<Manifest, "name" | "version">,
  settings: Pick<Settings, "apiKeys" | "apiKeyFile" | "docs">,
  stream: NodeJS.WriteStream = process.stderr,
): void {
  const isOpen = settings.apiKeys.length === 0 && settings.apiKeyFile === "";
  if (!stream.isTTY) {
    stream.write(`number-predictor serves on ${url} (Ctrl-C ends it)\n`);
    if (isOpen) stream.write(`number-predictor: ${OPEN_TO_ALL}\n`);
    return;
  }
  const paint = (style: "bold" | "cyan" | "yellow" | "dim", text: string) => styleText(style, text, { stream });
  const rows = [
    ["API", paint("cyan", url)],
    ...(settings.docs
      ? [["Docs", paint("cyan", `${url}/docs`)] as const, ["Page", paint("cyan", `${url}/ui/`)] as const]
      : []),
    ["Model", `${name} ${version}`],
  ];
  const lines = [
    paint("bold", `number-predictor ${readVersion()}`),
    ...rows.map(([what, where]) => `${paint("dim", what.padEnd(6))}${where}`),
    ...(isOpen ? [paint("yellow", `${OPEN_TO_ALL[0].toUpperCase()}${OPEN_TO_ALL.slice(1)}.`)] : []),
    paint("dim", "Ctrl-C ends it."),
  ];
  stream.write(`\n${lines.map((line) => `  ${line}\n`).join("")}\n`);
}
