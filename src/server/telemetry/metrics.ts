import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Manifest } from "../../core/manifest.ts";
import type { NumbersReading } from "../../core/numbers/number-reading.ts";
import type { Reading, Timings } from "../../core/reading.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { ReadingCounts } from "../store/reading-store.ts";
import { createStoredMetrics } from "./create-stored-metrics.ts";
import { METRICS_PREFIX as PREFIX } from "./metrics-prefix.ts";
import { toRejection } from "./rejection.ts";

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999];
const MODEL = ["model", "version"] as const;

type ModelName = Pick<Manifest, "name" | "version">;

/** A process' metrics as they go to another process. */
export type MetricsJson = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

/** What Prometheus is told; names follow https://prometheus.io/docs/practices/naming/. */
export interface Metrics {
  readonly requestsInProgress: Gauge;
  countRequest(method: string, route: string, status: number, seconds: number): void;
  countReading(reading: Reading, model: ModelName): void;
  countNumbers(reading: NumbersReading, model: ModelName): void;
  /** @param waiting pictures that are left in the queue */
  countBatch(size: number, waiting: number, model: ModelName): void;
  /** Counts each error once, however often it is reported. */
  countRejected(error: unknown): void;
  countModelChange(succeeded: boolean): void;
  /** Tells of what is kept, too. @param count rejects while the store is away */
  observeStore(count: () => Promise<ReadingCounts>): void;
  toJson(): Promise<MetricsJson>;
}

/**
 * @param currentModel what is served at the time
 * @param forProcess whether to tell of this process' memory, processor time and so on
 */
export function createMetrics(currentModel: () => ModelName, forProcess = true): Metrics {
  const registry = new Registry();
  if (forProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  // prom-client's own is left out where several processes are added up; the primary is the oldest.
  const name = "process_start_time_seconds";
  registry.removeSingleMetric(name);
  new Gauge({ name, help: "Start of the service since the Unix epoch", registers, aggregator: "min" }).set(
    performance.timeOrigin / 1000,
  );
  const histogram = (name: string, help: string, buckets: number[], labels: readonly string[] = []) =>
    new Histogram({ name: PREFIX + name, help, buckets, labelNames: [...labels, ...MODEL], registers });
  const counter = (name: string, help: string, labels: readonly string[]) =>
    new Counter({ name: PREFIX + name, help, labelNames: [...labels], registers });
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    new Gauge({ name: PREFIX + name, help, labelNames: [...labels], registers });
  const current = () => toLabels(currentModel());

  const requestLabels = ["method", "route", "status"];
  const requests = counter("http_requests_total", "Requests answered", [...requestLabels, ...MODEL]);
  const requestSeconds = histogram(
    "http_request_duration_seconds",
    "From a request's arrival to its answer",
    SECONDS,
    requestLabels,
  );
  const decodeSeconds = histogram("decode_duration_seconds", "From bytes to pixels", SECONDS);
  const findSeconds = histogram("prepare_duration_seconds", "From pixels to what the network sees", SECONDS);
  const queueSeconds = histogram("queue_duration_seconds", "Waiting to be read", SECONDS);
  const inferSeconds = histogram("inference_duration_seconds", "Running the network", SECONDS);
  const confidence = histogram("confidence", "Calibrated confidence of answers", SHARES);
  const batchSize = histogram("batch_size", "Pictures in one call of the network", [1, 2, 4, 8, 16, 32, 64, 128]);
  const decisions = counter("decisions_total", "Answers by decision and digit", ["decision", "digit", ...MODEL]);
  const numbers = counter("numbers_total", "Numbers by decision", ["decision", ...MODEL]);
  const rejected = counter("rejected_total", "Pictures and requests that got no answer, by reason", [
    "reason",
    ...MODEL,
  ]);
  const queueLength = gauge("queue_length", "Pictures left waiting when the network last took a batch", MODEL);
  const requestsInProgress = gauge("http_requests_in_progress", "Requests that are being answered");
  const changes = counter("model_changes_total", "Changes of the model without a stop, by outcome", ["outcome"]);
  for (const outcome of ["succeeded", "failed"]) changes.inc({ outcome }, 0);
  new Gauge({
    name: `${PREFIX}model_info`,
    help: "1 for the model that is served",
    labelNames: MODEL,
    registers,
    aggregator: "max",
    collect() {
      this.reset();
      this.set(current(), 1);
    },
  });

  const observeTimings = (timings: Timings, labels: ReturnType<typeof toLabels>) => {
    decodeSeconds.observe(labels, timings.decodeMs / 1000);
    findSeconds.observe(labels, timings.findMs / 1000);
    queueSeconds.observe(labels, timings.queueMs / 1000);
    inferSeconds.observe(labels, timings.inferMs / 1000);
  };
  let refreshStored: () => Promise<void> = async () => undefined;
  const counted = new WeakSet<object>();
  return {
    requestsInProgress,
    countRequest(method, route, status, seconds) {
      const labels = { method, route, status, ...current() };
      requests.inc(labels);
      requestSeconds.observe(labels, seconds);
    },
    countReading({ timings, decision, digit, confidence: sure }, model) {
      const labels = toLabels(model);
      observeTimings(timings, labels);
      confidence.observe(labels, sure);
      decisions.inc({ decision, digit: digit ?? "none", ...labels });
    },
    countNumbers({ timings, numbers: read }, model) {
      const labels = toLabels(model);
      observeTimings(timings, labels);
      for (const { decision } of read) numbers.inc({ decision, ...labels });
    },
    countBatch(size, waiting, model) {
      const labels = toLabels(model);
      batchSize.observe(labels, size);
      queueLength.set(labels, waiting);
    },
    countRejected(error) {
      if (counted.has(error as object)) return;
      counted.add(error as object);
      rejected.inc({ reason: toRejection(error), ...current() });
    },
    countModelChange: (succeeded) => changes.inc({ outcome: succeeded ? "succeeded" : "failed" }),
    observeStore(count) {
      refreshStored = createStoredMetrics(registry, count);
    },
    async toJson() {
      await refreshStored();
      return await registry.getMetricsAsJSON();
    },
  };
}

/** Prometheus' text format. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The sum of several processes' metrics (of some, such as the event loop's delay, the mean or the extreme) as text. */
export async function toMetricsText(all: readonly MetricsJson[]): Promise<string> {
  return await AggregatorRegistry.aggregate([...all]).metrics();
}

/** The sum of what may only grow: what a process that has ended leaves behind. */
export async function addUpCounts(all: readonly MetricsJson[]): Promise<MetricsJson> {
  const grows = ({ type }: MetricsJson[number]) => String(type) === "counter" || String(type) === "histogram";
  return await AggregatorRegistry.aggregate(all.map((metrics) => metrics.filter(grows))).getMetricsAsJSON();
}

/** The same reader, its readings and errors counted. */
export function observeReader(reader: Reader, metrics: Metrics): Reader {
  return {
    get manifest() {
      return reader.manifest;
    },
    readDigit: (bytes, options) => observe(() => reader.readDigit(bytes, options), metrics.countReading),
    readNumbers: (bytes, options) => observe(() => reader.readNumbers(bytes, options), metrics.countNumbers),
  };

  async function observe<Result>(
    read: () => Promise<Result>,
    count: (result: Result, model: ModelName) => void,
  ): Promise<Result> {
    const model = reader.manifest; // another one may be served by the time of the reading
    try {
      const result = await read();
      count(result, model);
      return result;
    } catch (error) {
      metrics.countRejected(error);
      throw error;
    }
  }
}

function toLabels({ name, version }: ModelName): { model: string; version: string } {
  return { model: name, version };
}
