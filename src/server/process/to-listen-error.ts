import type { Settings } from "../settings.ts";

/** Says in one sentence why the service can't listen, and what to do. */
export function toListenError(cause: unknown, { host, port }: Pick<Settings, "host" | "port">, flag = "--port"): Error {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE")
    return new Error(`Port ${port} on ${host} is in use. Choose another with ${flag}.`, { cause });
  if (code === "EACCES")
    return new Error(`Port ${port} needs more rights. Choose one above 1023 with ${flag}.`, { cause });
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new Error(`${host} is no address of this machine. Choose another with --host.`, { cause });
  }
  return cause instanceof Error ? cause : new Error(String(cause));
}
