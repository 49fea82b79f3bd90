import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { countForWorkers } from "../limits/request-counts.ts";
import type { Settings } from "../settings.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { createClusterMetrics } from "./cluster-metrics.ts";
import { connectWorker } from "./connect-worker.ts";
import { loadModelRegistry, reloadOnSignal } from "./load-registry.ts";
import { openHealthServer } from "./open-health-server.ts";
import type { OnReady } from "./run-server.ts";
import { waitForSignal } from "./wait-for-signal.ts";

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 30_000;
/** A worker that lived this long was sound: the next pause is the shortest again. */
const SOUND_AFTER_MS = 10_000;
/** A worker ends itself a second after the time that a stop may take. One that is stopped, or hangs, can't. */
const KILL_AFTER_MS = 2000;

/**
 * Keeps `settings.workers` processes answering on one port, replacing each that ends, until a signal ends them all. The model
 * is kept here: all of them serve the same one, also those that follow.
 *
 * @param onReady told once, when every worker listens: from then on the loss of one goes unnoticed
 * @throws PredictorError `model_unusable`
 * @returns the exit status: that of the first worker where it could not start (it has said why)
 */
export async function superviseWorkers(settings: Settings, onReady: OnReady): Promise<number> {
  const stop = new AbortController();
  const signalled = waitForSignal().then((signal) => {
    stop.abort(signal);
    forEachWorker("SIGTERM");
    setTimeout(() => forEachWorker("SIGKILL"), settings.gracefulShutdownTimeoutMs + KILL_AFTER_MS).unref();
  });

  const listening = new Set<Worker>();
  const health = await openHealthServer(settings);
  const tellHealth = () => health.setReady(listening.size > 0 && !stop.signal.aborted);
  stop.signal.addEventListener("abort", tellHealth);
  cluster.on("listening", (worker) => {
    listening.add(worker);
    tellHealth();
  });
  cluster.on("exit", (worker) => {
    listening.delete(worker);
    tellHealth();
  });

  const metrics = createMetrics(() => registry.model.manifest, false);
  const registry = await loadModelRegistry(settings, metrics.countModelChange);
  const clusterMetrics = createClusterMetrics(metrics);
  reloadOnSignal(registry);
  cluster.setupPrimary({ serialization: "advanced" }); // models are sent as bytes
  cluster.on("fork", (worker) => connectWorker(worker, registry, clusterMetrics));

  countForWorkers();
  // The others start only when the first one answers, so that what is wrong for all is said once.
  const first = forkWorker();
  const port = await listeningPort(first);
  if (port === undefined) return stop.signal.aborted ? 0 : (first.process.exitCode ?? 1);
  const others = Array.from({ length: settings.workers - 1 }, () => forkWorker());
  const supervised = [first, ...others].map((worker) => keepRunning(worker, stop.signal));
  await Promise.all(others.map(listeningPort));
  if (!stop.signal.aborted) onReady(port, registry.model.manifest);

  await signalled;
  await Promise.all(supervised);
  return 0;
}

/**
 * Starts a worker, with one heap for all its threads: each thread of a decoder would else keep what its largest picture took.
 *
 * The connection that it is just being handed when it is killed would be left open for ever: Node closes its own
 * end only when the worker has said that it has it.
 */
function forkWorker(): Worker {
  const worker = cluster.fork({ MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "262144", ...process.env });
  const send = worker.process.send.bind(worker.process) as (...args: readonly unknown[]) => boolean;
  // Not every handle can be closed: a socket can, what Node shares of a listening one can't.
  let lastHanded: { close?(): void } | undefined;
  worker.process.send = (...args: readonly unknown[]) => {
    if (args[1]) lastHanded = args[1] as { close?(): void };
    return send(...args);
  };
  worker.once("exit", () => lastHanded?.close?.());
  return worker;
}

function forEachWorker(signal: NodeJS.Signals): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
}

/** The port that a worker listens on, or undefined where it ended before. */
async function listeningPort(worker: Worker): Promise<number | undefined> {
  const abort = new AbortController();
  const listening = once(worker, "listening", abort).then(([address]: AddressInfo[]) => address.port);
  const ended = once(worker, "exit", abort).then(() => undefined);
  const port = await Promise.race([listening, ended]);
  Promise.allSettled([listening, ended]);
  abort.abort();
  return port;
}

/** Replaces a worker whenever it ends, waiting longer each time it ends soon; returns when it has ended after `stop`. */
async function keepRunning(worker: Worker, stop: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let current = worker; ; current = forkWorker()) {
    const started = performance.now();
    const [status, signal] = await once(current, "exit");
    if (stop.aborted) return;
    if (performance.now() - started > SOUND_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
    const end = signal ?? `status ${status}`;
    console.error(`number-predictor: worker ${current.process.pid} ended (${end}); another follows in ${pauseMs} ms`);
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}
