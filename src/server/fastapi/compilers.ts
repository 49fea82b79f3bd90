import type { FastifyServerOptions } from "fastify";
import { compileValidator } from "./validation.ts";

/**
 * Our validation, and JSON as it is. Given from the start, so that Fastify need not load compilers of its own: on two readings
 * its compiled serializers took 1 µs off what takes milliseconds, and 100 ms and 8 MB more to start. What answers must look like is
 * held by the compiler, and by `check-responses.ts` in tests.
 */
export const COMPILERS: NonNullable<FastifyServerOptions["schemaController"]> = {
  compilersFactory: {
    buildValidator: () => compileValidator as never,
    buildSerializer: () => () => JSON.stringify,
  },
};
