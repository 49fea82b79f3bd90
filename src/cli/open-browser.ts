import { spawn } from "node:child_process";

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/**
 * Has the desktop open an address. It doesn't wait for it, and nothing depends on it.
 *
 * @param onFailure told where there is no browser, or none that can be opened
 */
export function openBrowser(url: string, onFailure: () => void): void {
  const [program, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.once("error", onFailure).once("exit", (status) => {
    if (status !== 0 && status !== null) onFailure();
  });
  child.unref();
}
