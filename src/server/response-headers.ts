import type { App } from "./app-type.ts";

const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** Headers that every answer carries; a page brings a Content-Security-Policy of its own. */
export function addResponseHeaders(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(SECURITY_HEADERS).header("x-request-id", request.id);
    done();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    // JSON is UTF-8 anyway (RFC 8259), and FastAPI doesn't say it.
    if (reply.getHeader("content-type") === "application/json; charset=utf-8") reply.type("application/json");
    done();
  });
}
