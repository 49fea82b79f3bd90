import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The client's `x-request-id` if it is fit for headers and logs, else a new one. */
export function createRequestId(request: Pick<IncomingMessage, "headers">): string {
  const sent = request.headers["x-request-id"];
  return typeof sent === "string" && /^[\w.:/+=@-]{1,128}$/.test(sent) ? sent : randomUUID();
}
