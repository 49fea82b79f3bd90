import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { FastifyRequest } from "fastify";
import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import type { Settings } from "../settings.ts";

const RELOAD_INTERVAL_MS = 1000;
const DETAIL = "A valid key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.";

/** The keys that clients must have. */
export interface Keys {
  /** Without any, everything is open. */
  readonly areRequired: boolean;
  /** The hash of the key that a request brings, or undefined where it brings none that is known. */
  readonly identify: (request: Pick<FastifyRequest, "headers">) => string | undefined;
}

/** Reads the keys that the settings name, and a file of them again whenever it changes. */
export function openKeys(app: App, settings: Pick<Settings, "apiKeys" | "apiKeyFile">): Keys {
  const { apiKeys, apiKeyFile } = settings;
  const fixed = apiKeys.map(hash);
  let known = apiKeyFile === "" ? fixed : [...fixed, ...loadKeys(apiKeyFile)];
  if (apiKeyFile !== "") {
    watchFile(apiKeyFile, { interval: RELOAD_INTERVAL_MS, persistent: false }, () => {
      try {
        known = [...fixed, ...loadKeys(apiKeyFile)];
        app.log.info({ keys: known.length }, "keys read again");
      } catch (error) {
        app.log.error({ err: error }, "keys not read again, the old ones stay");
      }
    });
    app.addHook("onClose", async () => unwatchFile(apiKeyFile));
  }
  return {
    areRequired: known.length > 0,
    identify: (request) => {
      const key = readKey(request);
      return key !== undefined && matches(known, key) ? hash(key).toString("hex") : undefined;
    },
  };
}

/** Asks for a key on everything that is not public, where there are any. */
export function requireKey(app: App, keys: Keys): void {
  if (!keys.areRequired) return;
  app.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.config.public || keys.identify(request) !== undefined) return done();
    reply.header("www-authenticate", "Bearer");
    done(new RequestError(401, DETAIL));
  });
}

/** The key that a request brings, in either of the two headers. */
export function readKey(request: Pick<FastifyRequest, "headers">): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "");
  const sent = bearer?.[1] ?? request.headers["x-api-key"];
  return typeof sent === "string" ? sent : undefined;
}

/** Takes as long for a wrong key as for a right one: hashes are of one length, and all are looked at. */
export function matches(known: readonly Buffer[], key: string | undefined): boolean {
  const sent = hash(key ?? "");
  let found = false;
  for (const each of known) found = timingSafeEqual(each, sent) || found;
  return found && key !== undefined;
}

function loadKeys(file: string): Buffer[] {
  const keys = readLines(file).filter((line) => line !== "" && !line.startsWith("#"));
  if (keys.length === 0) throw new PredictorError("usage", `--api-key-file ${file} has no keys in it.`);
  return keys.map(hash);
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim());
  } catch (error) {
    throw new PredictorError("usage", `--api-key-file ${file} cannot be read: ${(error as Error).message}.`);
  }
}

/** Keys are kept and compared as these. */
export function hash(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
