import type { App } from "./app-type.ts";

/**
 * While the service goes down, idle connections stay open for as long as clients were promised (`Keep-Alive: timeout=5`): a request that
 * was on its way is answered, and its connection closed with the answer. Node would close them at once, and reset that request.
 */
export function keepIdleConnections(app: App, keepAliveTimeoutMs: number): void {
  app.addHook("preClose", async () => {
    const { server } = app;
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => undefined; // which `close` of Node's server calls
    setTimeout(closeIdle, keepAliveTimeoutMs).unref();
  });
}
