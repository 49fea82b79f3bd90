import { statSync } from "node:fs";
import { PredictorError } from "../errors.ts";
import type { Settings } from "./settings.ts";

/**
 * Refuses settings that are each sound and make no sense in this place or together, before anything is opened.
 *
 * @throws PredictorError `usage`, in one line that says what to change
 */
export function checkSettings(settings: Settings): void {
  const { port, healthPort, pathEndpoint, imageRoot, modelFolder, maxBodyMemory, maxFileBytes } = settings;
  if (healthPort !== 0 && healthPort === port) {
    throw new PredictorError(
      "usage",
      `--health-port and --port are both ${port}. Choose another port for one of them.`,
    );
  }
  if (pathEndpoint) requireFolder("--image-root", imageRoot, "Without it, use --no-path-endpoint");
  if (modelFolder !== "") requireFolder("--model-folder", modelFolder, "Leave it out where no other model is served");
  if (maxBodyMemory < maxFileBytes) {
    const message = `--max-body-memory ${maxBodyMemory} holds no file of --max-file-bytes ${maxFileBytes}.`;
    throw new PredictorError("usage", `${message} Raise the one or lower the other.`);
  }
  if (settings.open && (settings.reload || !settings.docs)) {
    const other = settings.reload ? "--reload, since each start would open it again" : "--no-docs, which leaves it out";
    throw new PredictorError("usage", `--open shows the page, and doesn't go with ${other}.`);
  }
}

function requireFolder(flag: string, path: string, advice: string): void {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info?.isDirectory()) return;
  throw new PredictorError("usage", `${flag} ${path} ${info ? "is no folder" : "doesn't exist"}. ${advice}.`);
}
