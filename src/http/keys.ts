import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { FastifyRequest } from "fastify";
import type { Settings } from "../config.ts";
import { PredictorError } from "../errors.ts";
import type { App } from "./app-type.ts";
import { RequestError } from "./errors.ts";

const RELOAD_INTERVAL_MS = 1000;
const DETAIL = "A valid key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.";

/** Asks for a key on everything that is not public, where the settings name any. */
export function requireKey(app: App, settings: Pick<Settings, "apiKeys" | "apiKeyFile">): void {
  const { apiKeys, apiKeyFile } = settings;
  if (apiKeys.length === 0 && apiKeyFile === "") return;
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
  app.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.config.public || matches(known, readKey(request))) return done();
    reply.header("www-authenticate", "Bearer");
    done(new RequestError(401, DETAIL));
  });
}

/** The key that a request brings, in either of the two headers. */
export function readKey(request: Pick<FastifyRequest, "headers">): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "");
  const given = bearer?.[1] ?? request.headers["x-api-key"];
  return typeof given === "string" ? given : undefined;
}

/** Takes as long for a wrong key as for a right one: hashes are of one length, and all are looked at. */
export function matches(known: readonly Buffer[], key: string | undefined): boolean {
  const given = hash(key ?? "");
  let found = false;
  for (const each of known) found = timingSafeEqual(each, given) || found;
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
