import type { IncomingMessage } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Reading } from "../core/reading.ts";

/** What the bodies of all requests, and the files that stand for bodies, may hold in memory together. */
export interface BodyBudget {
  /**
   * Counts bytes as held by a request until its answer is sent or its client is gone.
   *
   * @throws PredictorError `overloaded` where too many are held already
   */
  take(request: IncomingMessage, bytes: number): void;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Counts what bodies hold in memory. */
    readonly bodyBudget: BodyBudget;
  }

  interface FastifyReply {
    /** What the pictures of this request came to, once that is known. */
    readings: readonly Reading[] | null;
  }

  interface FastifyRequest {
    /** In hexadecimal; empty where nothing is traced. */
    traceId: string;
  }

  interface FastifyContextConfig {
    /** Answered without a key where keys are required. */
    readonly public?: boolean;
    /** Answered however many requests are running. */
    readonly unlimited?: boolean;
  }
}

/** The application, with request types taken from the TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
