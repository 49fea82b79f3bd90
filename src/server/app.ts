import Fastify from "fastify";
import type { Manifest } from "../core/manifest.ts";
import { PredictorError } from "../errors.ts";
import type { Reader } from "../reader/create-reader.ts";
import type { Model } from "../reader/load-model.ts";
import type { App, SchemaTypes } from "./app-type.ts";
import { checkResponses } from "./check-responses.ts";
import { handleError, handleNotFound, refuseUnknown } from "./errors.ts";
import { COMPILERS } from "./fastapi/compilers.ts";
import { createMethodNotAllowed } from "./fastapi/method-not-allowed.ts";
import { createFormParser } from "./fastapi/parse-form.ts";
import { createImageFolder } from "./image-folder.ts";
import { keepIdleConnections } from "./keep-idle-connections.ts";
import { addBodyBudget } from "./limits/body-budget.ts";
import { limitConnection } from "./limits/connection.ts";
import { addCors } from "./limits/cors.ts";
import { limitInFlight } from "./limits/in-flight.ts";
import { openKeys, requireKey } from "./limits/keys.ts";
import { lingerAfterRefusals } from "./limits/linger.ts";
import { limitRate } from "./limits/rate-limit.ts";
import { limitResponseTime } from "./limits/response-timeout.ts";
import { addDocs } from "./pages/docs.ts";
import { collectOpenApi } from "./pages/openapi.ts";
import { addWhenAsked } from "./pages/when-asked.ts";
import type { ModelChange, ModelState } from "./process/model-registry.ts";
import { requireHost } from "./require-host.ts";
import { addResponseHeaders } from "./response-headers.ts";
import { addAdminRoute } from "./routes/admin.ts";
import { addDigitsRoute } from "./routes/digits.ts";
import { addExportReadingsRoute } from "./routes/export-readings.ts";
import { addHealthRoutes } from "./routes/health.ts";
import { addHelloRoutes } from "./routes/hello.ts";
import { addMetricsRoute } from "./routes/metrics.ts";
import { addModelRoute } from "./routes/model.ts";
import { addNumbersRoute } from "./routes/numbers.ts";
import { addPostReadingsRoute } from "./routes/post-readings.ts";
import { addPredictRoute } from "./routes/predict.ts";
import { addPredictFileRoute } from "./routes/predict-file.ts";
import { addReadingsRoutes } from "./routes/readings.ts";
import { toServerOptions } from "./server-options.ts";
import type { Settings } from "./settings.ts";
import type { ReadingStore } from "./store/reading-store.ts";
import { scheduleCleanUp } from "./store/schedule-clean-up.ts";
import { addAccessLog } from "./telemetry/access-log.ts";
import { createLogStream } from "./telemetry/log-stream.ts";
import { toLoggerOptions } from "./telemetry/logger.ts";
import { createMetrics, type Metrics, observeReader, toMetricsText } from "./telemetry/metrics.ts";
import type { Traces } from "./telemetry/open-traces.ts";
import { createRequestId } from "./telemetry/request-id.ts";

/** Room for what surrounds the file in a form. */
const FORM_BYTES = 65_536;
/** Those that are named, and not only lie below `/ui/*`, answer 405 to other methods. */
const UI_PATHS = [
  ...["/ui", "/ui/review", "/ui/service.json"],
  ...[
    "/ui/model/digits.json",
    "/ui/model/digits.onnx",
    "/ui/model/finder.onnx",
    "/ui/model/lines.onnx",
    "/ui/model/quick.onnx",
    "/ui/*",
  ],
];

/** What is served; `openService` opens one. */
export interface Served {
  readonly reader: Reader;
  /** The files of the model that is served, for the page. */
  readonly model?: Model;
  /** Tells of every batch that the network is given. */
  onBatch?(listener: (size: number, waiting: number, model: Manifest) => void): void;
}

/** What the process around the application has for it. */
export interface AppOptions {
  /** Where log lines go instead of standard output. */
  readonly logStream?: { write(line: string): void };
  readonly metrics?: Metrics;
  /** The whole service's metrics, where it has more processes than this one. */
  readonly readMetrics?: () => Promise<string>;
  readonly traces?: Traces | undefined;
  /** Where readings are kept; without it they aren't. */
  readonly store?: ReadingStore | undefined;
  /** Has another model served. */
  readonly changeModel?: (change: ModelChange) => Promise<ModelState>;
}

/**
 * The application: plugins and routes, in the order in which a request meets them. It doesn't listen; that is the
 * server's part, and in tests nobody's.
 */
export function createApp(served: Served, settings: Settings, options: AppOptions = {}): App {
  const { reader } = served;
  const { metrics = createMetrics(() => reader.manifest), traces, store, changeModel = refuseChange } = options;
  const { readMetrics = async () => toMetricsText([await metrics.toJson()]) } = options;
  served.onBatch?.(metrics.countBatch);
  const observed = observeReader(reader, metrics);
  const app = Fastify({
    ...toServerOptions(settings),
    logger: toLoggerOptions(settings.logLevel, options.logStream ?? createLogStream(1, settings.logFormat)),
    genReqId: createRequestId,
    schemaController: COMPILERS,
  }).withTypeProvider<SchemaTypes>();

  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);

  traces?.traceRequests(app);
  addResponseHeaders(app);
  addAccessLog(app, metrics, settings.accessLog);
  requireHost(app);
  limitConnection(app, settings);
  keepIdleConnections(app, settings.keepAliveTimeoutMs);
  lingerAfterRefusals(app);
  limitInFlight(app, settings.limitConcurrency, metrics);
  limitResponseTime(app, settings.requestTimeoutMs);
  if (settings.checkResponses) checkResponses(app);
  addCors(app, settings.corsOrigins);
  const keys = openKeys(app, settings);
  app.after(() => {
    // Other origins' pages ask for leave without a key; and who tries out keys is limited as well.
    limitRate(app, settings.rateLimit, keys.identify);
    requireKey(app, keys);
    refuseUnknown(app);
  });
  addBodyBudget(app, settings.maxBodyMemory);
  app.decorate("arrivalTimes", { timeoutMs: settings.requestTimeoutMs, minBytesPerS: settings.minUploadRate });
  const addMethodNotAllowed = createMethodNotAllowed(app);
  const describe = collectOpenApi(app, settings.rootPath, keys.areRequired);

  const maxBodyBytes = settings.maxFileBytes + FORM_BYTES;
  const maxBatchBytes = Math.max(maxBodyBytes, Math.min(settings.maxBatch * maxBodyBytes, settings.maxBatchBytes));
  const parseForm = createFormParser(settings.maxParts);
  const images = createImageFolder(settings.imageRoot, settings.maxFileBytes);
  app.register(async (scope: App) => addHelloRoutes(scope));
  if (settings.pathEndpoint) app.register(async (scope: App) => addPredictRoute(scope, observed, images));
  app.register(async (scope: App) => addPredictFileRoute(scope, observed, maxBodyBytes, parseForm));
  const forImages = { maxBodyBytes: maxBatchBytes, maxBatch: settings.maxBatch, parseForm };
  app.register(async (scope: App) => addDigitsRoute(scope, observed, forImages));
  app.register(async (scope: App) => addNumbersRoute(scope, observed, forImages));
  if (store !== undefined) {
    metrics.observeStore(() => store.count());
    const stopCleaning = scheduleCleanUp(store, settings.retainMs, (error) =>
      app.log.error({ err: error }, "kept readings not cleaned up"),
    );
    app.addHook("onClose", async () => stopCleaning());
    const forReadings = { store, settings, findHolder: keys.findHolder };
    app.register(async (scope: App) => addPostReadingsRoute(scope, observed, { ...forImages, ...forReadings }));
    app.register(async (scope: App) => addReadingsRoutes(scope, forReadings));
    app.register(async (scope: App) => addExportReadingsRoute(scope, forReadings, settings.requestTimeoutMs));
  }
  app.register(async (scope: App) => addModelRoute(scope, reader));
  app.register(async (scope: App) => addHealthRoutes(scope));
  app.register(async (scope: App) => addMetricsRoute(scope, readMetrics, settings.publicMetrics));
  app.register(async (scope: App) => addAdminRoute(scope, settings, changeModel));
  if (settings.docs) {
    app.register(async (scope: App) => addDocs(scope, settings, describe));
    addWhenAsked(app, UI_PATHS, settings.publicDocs, async (pages) => {
      const { addUi } = await import("./pages/ui.ts");
      await addUi(pages, served, { isPublic: settings.publicDocs, keepsReadings: store !== undefined });
    });
  }
  app.register(addMethodNotAllowed);
  return app;
}

async function refuseChange(): Promise<never> {
  throw new PredictorError("not_found", "This process can serve no other model.");
}
