import type { IncomingMessage } from "node:http";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Static, TSchema } from "typebox";
import type { PredictorError } from "../errors.ts";
import type { TimedReading } from "./telemetry/server-timing.ts";

/** What the bodies of all requests, and the files that stand for bodies, may hold in memory together. */
export interface BodyBudget {
  /**
   * Counts bytes as held by a request until its answer is sent or its client is gone, and all work that `keepUntil` was given is done.
   *
   * @throws PredictorError `overloaded` where too many are held already
   */
  take(request: IncomingMessage, bytes: number): void;
  /**
   * Begins to receive a body.
   *
   * @param giveUp called where these bytes must give way to others'; they count no longer then, and are to be forgotten
   */
  receive(request: IncomingMessage, giveUp: (error: PredictorError) => void): Receiving;
  /** What a request holds is held until this is settled, also where its client has gone. */
  keepUntil(request: IncomingMessage, work: Promise<unknown>): void;
}

/** A body that is being received. */
export interface Receiving {
  /** Counts bytes that have come; throws as `BodyBudget.take` does. */
  take(bytes: number): void;
  /** Frees these bytes when the request holds nothing any more. */
  keep(body: Uint8Array): void;
  /** Nothing more comes. */
  end(): void;
}

/** How long a body may take to arrive. */
export interface ArrivalTimes {
  /** It may take this long, however slowly it comes. */
  readonly timeoutMs: number;
  /** Beyond that, it must bring so many bytes a second in each further span of this length. */
  readonly minBytesPerS: number;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Counts what bodies hold in memory. */
    readonly bodyBudget: BodyBudget;
    /** How long bodies may take to arrive. */
    readonly arrivalTimes: ArrivalTimes;
  }

  interface FastifyReply {
    /** What the pictures of this request came to, once that is known. */
    readings: readonly TimedReading[] | null;
  }

  interface FastifyRequest {
    /** In hexadecimal; empty where nothing is traced. */
    traceId: string;
  }

  interface FastifyContextConfig {
    /** Answered without a key where keys are required. */
    readonly public?: boolean;
    /** Answered with an admin key only. */
    readonly adminKey?: boolean;
    /** Answered however many requests are running. */
    readonly unlimited?: boolean;
    /** Answers as long as somebody takes what it answers, instead of within `--timeout-request`. */
    readonly streams?: boolean;
  }
}

/** The same, all the way down read-only. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Types of requests and responses, taken from their TypeBox schemas. What is sent may be read-only. */
export interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  readonly serializer: this["schema"] extends TSchema ? DeepReadonly<Static<this["schema"]>> : unknown;
}

/** The application, with types taken from the schemas of its routes. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  SchemaTypes
>;
