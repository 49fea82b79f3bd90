import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { PredictorError } from "../errors.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Answer, Recognizer } from "../recognizer.ts";

const PREFIX = "number_predictor_";
const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999];

/** What Prometheus is told; names follow https://prometheus.io/docs/practices/naming/. */
export interface Metrics {
  readonly registry: Registry;
  readonly requestsInProgress: Gauge;
  countRequest(method: string, route: string, status: number, seconds: number): void;
  countAnswer(answer: Answer): void;
  /** @param waiting pictures that are left in the queue */
  readonly countBatch: (size: number, waiting: number) => void;
  /** @param reason an error's code */
  countRejected(reason: string): void;
}

export function createMetrics(model: Pick<Manifest, "name" | "version">): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ model: model.name, version: model.version });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    new Histogram({ name: `${PREFIX}${name}`, help, buckets, labelNames, registers });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers });

  const labels = ["method", "route", "status"];
  const requests = counter("http_requests_total", "Requests answered", labels);
  const requestSeconds = histogram(
    "http_request_duration_seconds",
    "From a request's arrival to its answer",
    SECONDS,
    labels,
  );
  const decodeSeconds = histogram("decode_duration_seconds", "From bytes to pixels", SECONDS);
  const prepareSeconds = histogram("prepare_duration_seconds", "From pixels to what the network sees", SECONDS);
  const inferSeconds = histogram("inference_duration_seconds", "Waiting for the network and running it", SECONDS);
  const confidence = histogram("confidence", "Calibrated confidence of answers", SHARES);
  const decisions = counter("decisions_total", "Answers by decision and digit", ["decision", "digit"]);
  const rejected = counter("rejected_total", "Images and requests without an answer, by reason", ["reason"]);
  const batchSize = histogram("batch_size", "Pictures in one call of the network", [1, 2, 4, 8, 16, 32, 64, 128]);
  const gauge = (name: string, help: string) => new Gauge({ name: `${PREFIX}${name}`, help, registers });
  const queueLength = gauge("queue_length", "Pictures that wait for the network");
  const requestsInProgress = gauge("http_requests_in_progress", "Requests that are being answered");

  return {
    registry,
    requestsInProgress,
    countRequest(method, route, status, seconds) {
      const values = { method, route, status };
      requests.inc(values);
      requestSeconds.observe(values, seconds);
    },
    countAnswer({ timings, decision, digit, confidence: sure }) {
      decodeSeconds.observe(timings.decodeMs / 1000);
      prepareSeconds.observe(timings.prepareMs / 1000);
      inferSeconds.observe(timings.inferMs / 1000);
      confidence.observe(sure);
      decisions.inc({ decision, digit: digit ?? "none" });
    },
    countBatch(size, waiting) {
      batchSize.observe(size);
      queueLength.set(waiting);
    },
    countRejected: (reason) => rejected.inc({ reason }),
  };
}

/** The same recognizer, its answers and errors counted. */
export function observeRecognizer(recognizer: Recognizer, metrics: Metrics): Recognizer {
  return {
    manifest: recognizer.manifest,
    async recognize(bytes, options) {
      try {
        const answer = await recognizer.recognize(bytes, options);
        metrics.countAnswer(answer);
        return answer;
      } catch (error) {
        metrics.countRejected(error instanceof PredictorError ? error.code : "internal");
        throw error;
      }
    },
  };
}
