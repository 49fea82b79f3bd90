import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Reading } from "../core/read-digit.ts";
import type { BodyBudget } from "./limits/body-budget.ts";

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
