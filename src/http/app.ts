import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify from "fastify";
import type { Settings } from "../config.ts";
import type { Recognizer } from "../recognizer.ts";
import { addAccessLog } from "./access-log.ts";
import type { App } from "./app-type.ts";
import { COMPILERS } from "./compilers.ts";
import { limitConcurrency } from "./concurrency.ts";
import { addCors } from "./cors.ts";
import { addDocs } from "./docs.ts";
import { handleError, handleNotFound } from "./errors.ts";
import { createImageFolder } from "./image-folder.ts";
import { requireKey } from "./keys.ts";
import { toLoggerOptions } from "./logger.ts";
import { createMethodNotAllowed } from "./method-not-allowed.ts";
import { createMetrics, observeRecognizer } from "./metrics.ts";
import { collectOpenApi } from "./openapi.ts";
import { limitRate } from "./rate-limit.ts";
import { createRequestId } from "./request-id.ts";
import { addResponseHeaders } from "./response-headers.ts";
import { addDigitsRoute } from "./routes/digits.ts";
import { addHealthRoutes } from "./routes/health.ts";
import { addHelloRoutes } from "./routes/hello.ts";
import { addMetricsRoute } from "./routes/metrics.ts";
import { addModelRoute } from "./routes/model.ts";
import { addPredictRoute } from "./routes/predict.ts";
import { addPredictFileRoute } from "./routes/predict-file.ts";
import { toServerOptions } from "./server-options.ts";
import { addWhenAsked } from "./when-asked.ts";

/** Room for what surrounds the file in a form. */
const FORM_BYTES = 65_536;
const MAX_BATCH_BYTES = 64_000_000;

/** What is served; `openService` opens one. */
export interface Served {
  readonly recognizer: Recognizer;
  /** Tells of every batch that the network is given. */
  onBatch?(listener: (size: number, waiting: number) => void): void;
}

export interface AppOptions {
  /** Where log lines go instead of standard output. */
  readonly logStream?: { write(line: string): void };
}

/**
 * The application: plugins and routes, in the order in which a request meets them. It doesn't listen; that is the
 * server's part, and in tests nobody's.
 */
export function createApp({ recognizer, onBatch }: Served, settings: Settings, options: AppOptions = {}): App {
  const metrics = createMetrics(recognizer.manifest);
  onBatch?.(metrics.countBatch);
  const observed = observeRecognizer(recognizer, metrics);
  const app = Fastify({
    ...toServerOptions(settings),
    logger: toLoggerOptions(settings.logLevel, options.logStream),
    genReqId: createRequestId,
    schemaController: COMPILERS,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);

  addResponseHeaders(app);
  addAccessLog(app, metrics, settings.accessLog);
  limitConcurrency(app, settings.limitConcurrency, metrics);
  addCors(app, settings.corsOrigins);
  requireKey(app, settings);
  limitRate(app, settings.rateLimit);
  const addMethodNotAllowed = createMethodNotAllowed(app);
  const describe = collectOpenApi(app, settings.rootPath);

  const maxBodyBytes = settings.maxFileBytes + FORM_BYTES;
  const maxBatchBytes = Math.max(maxBodyBytes, Math.min(settings.maxBatch * maxBodyBytes, MAX_BATCH_BYTES));
  const images = createImageFolder(settings.imageRoot, settings.maxFileBytes);
  app.register(async (scope: App) => addHelloRoutes(scope));
  if (settings.pathEndpoint) app.register(async (scope: App) => addPredictRoute(scope, observed, images));
  app.register(async (scope: App) => addPredictFileRoute(scope, observed, maxBodyBytes));
  app.register(async (scope: App) => addDigitsRoute(scope, observed, maxBatchBytes, settings.maxBatch));
  app.register(async (scope: App) => addModelRoute(scope, recognizer));
  app.register(async (scope: App) => addHealthRoutes(scope));
  app.register(async (scope: App) => addMetricsRoute(scope, metrics, settings.publicMetrics));
  if (settings.docs) {
    app.register(async (scope: App) => addDocs(scope, settings, describe));
    addWhenAsked(app, ["/ui", "/ui/*"], settings.publicDocs, async (pages) => {
      const { addUi } = await import("./ui.ts");
      await addUi(pages, settings);
    });
  }
  app.register(addMethodNotAllowed);
  return app;
}
