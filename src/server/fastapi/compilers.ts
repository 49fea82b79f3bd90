import type { FastifyServerOptions } from "fastify";
import { compileValidator } from "./validation.ts";

/** Our validation, and JSON as it is. Given from the start, so that Fastify need not load compilers of its own. */
export const COMPILERS: NonNullable<FastifyServerOptions["schemaController"]> = {
  compilersFactory: {
    buildValidator: () => compileValidator as never,
    buildSerializer: () => () => JSON.stringify,
  },
};
