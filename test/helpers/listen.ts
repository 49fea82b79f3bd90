import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { App } from "../../src/server/app-type.ts";
import { readSettings, type Settings } from "../../src/server/settings.ts";

/** The default settings, quiet and with checked responses, with these instead. */
export function createSettings(settings: Partial<Settings> = {}): Settings {
  return { ...readSettings([], {}), logLevel: "critical", checkResponses: true, ...settings };
}

/** Serves on a free port until the test ends. */
export async function listen(t: TestContext, app: App): Promise<number> {
  t.after(() => {
    app.server.closeAllConnections(); // those that clients still keep would be waited for
    return app.close();
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as AddressInfo).port;
}
