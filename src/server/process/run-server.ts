import cluster from "node:cluster";
import type { Manifest } from "../../core/manifest.ts";
import type { App } from "../app-type.ts";
import type { Settings } from "../settings.ts";
import type { ReadingStore } from "../store/reading-store.ts";
import { openTraces } from "../telemetry/open-traces.ts";
import { type Joined, joinCluster } from "./join-cluster.ts";
import { loadModelRegistry, reloadOnSignal } from "./load-registry.ts";
import { openHealthServer } from "./open-health-server.ts";
import { openWithServer } from "./open-with-server.ts";
import { toListenError } from "./to-listen-error.ts";
import { waitForSignal } from "./wait-for-signal.ts";

/** Told where it listens, and which model it serves. */
export type OnReady = (port: number, model: Manifest) => void;

/**
 * Answers requests in this process until a signal ends it.
 *
 * @param onReady told when it listens; of a worker, the primary tells
 * @throws PredictorError `model_unusable`, `usage` where a file that the settings name is wrong; Error where it can't listen
 * @returns the exit status
 */
export async function runServer(settings: Settings, onReady: OnReady): Promise<number> {
  const signalled = waitForSignal(); // from the start on: as process 1 of a container, nothing else would end it
  const health = cluster.isPrimary ? await openHealthServer(settings) : undefined; // of workers, the primary has it
  const traces = await openTraces();
  const { service, createApp, options } = cluster.isWorker ? await joinCluster(settings) : await openAlone(settings);
  let app: App;
  let store: ReadingStore | undefined;
  try {
    store = await openStore(settings);
    app = createApp(service, settings, { ...options, traces, store });
    await Promise.all([app.ready(), service.ready]);
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await Promise.all([service.close(), store?.close()]);
    throw toListenError(error, settings);
  }
  health?.setReady(true);
  const address = app.server.address();
  if (cluster.isPrimary && typeof address === "object" && address !== null)
    onReady(address.port, service.reader.manifest);

  await signalled;
  health?.setReady(false);
  // What still runs when the time is up is cut off; and nothing may keep the process from ending.
  setTimeout(() => app.server.closeAllConnections(), settings.gracefulShutdownTimeoutMs).unref();
  const giveUp = setTimeout(() => process.exit(1), settings.gracefulShutdownTimeoutMs + 1000).unref();
  await app.close();
  await Promise.all([service.close(), store?.close()]);
  clearTimeout(giveUp);
  await traces?.close();
  setTimeout(() => process.exit(), 0).unref(); // a collector of traces that doesn't answer would keep the process
  return 0;
}

/** Where readings are kept, if anywhere: what that needs is loaded only then. */
async function openStore(settings: Settings): Promise<ReadingStore | undefined> {
  if (settings.readings === "") return undefined;
  const { openReadingStore } = await import("../store/open-reading-store.ts");
  return await openReadingStore(settings, { onAway: ({ message }) => console.error(`number-predictor: ${message}`) });
}

/** The service of a process that answers alone. */
async function openAlone(settings: Settings): Promise<Joined> {
  const registry = await loadModelRegistry(settings, (succeeded) => metrics.countModelChange(succeeded));
  const { service, metrics, createApp } = await openWithServer(settings, registry.model);
  await registry.join(service);
  reloadOnSignal(registry);
  return { service, createApp, options: { metrics, changeModel: registry.change } };
}
