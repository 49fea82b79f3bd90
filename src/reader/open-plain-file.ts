import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/**
 * Opens a file to be read that is one: a named pipe or a device would be waited for without an end.
 *
 * @param flags further ones of `fs.constants`, such as `O_NOFOLLOW`
 * @throws Error of the system, or with the code `ENOTFILE`
 */
export async function openPlainFile(path: string, flags = 0): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw Object.assign(new Error(`${path} is no plain file.`), { code: "ENOTFILE" });
}
