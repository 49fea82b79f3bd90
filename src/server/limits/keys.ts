import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { FastifyRequest } from "fastify";
import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import type { Settings } from "../settings.ts";

const RELOAD_INTERVAL_MS = 1000;
const DETAIL = "A valid key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.";

export const ROLES = ["reader", "reviewer", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Whoever has a key. */
export interface KeyHolder {
  readonly name: string;
  /** A `reader` sees what it has sent itself; a `reviewer` sees and corrects everything; an `admin` also deletes it. */
  readonly role: Role;
}

interface Key extends KeyHolder {
  readonly hash: Buffer;
}

/** Where no key is asked for, everybody may do everything. */
const ANYBODY: KeyHolder = { name: "anybody", role: "admin" };

/** The keys that clients must have. */
export interface Keys {
  /** Without any, everything is open. */
  readonly areRequired: boolean;
  /** Who asks. @throws RequestError 401 */
  readonly findHolder: (request: Pick<FastifyRequest, "headers">) => KeyHolder;
  /** The hash of the key that a request brings, or undefined where it brings none that is known. */
  readonly identify: (request: Pick<FastifyRequest, "headers">) => string | undefined;
}

/** Reads the keys that the settings name, and a file of them again whenever it changes. */
export function openKeys(app: App, settings: Pick<Settings, "apiKeys" | "apiKeyFile">): Keys {
  const { apiKeys, apiKeyFile } = settings;
  const fixed = apiKeys.map(toKey);
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
  const find = (request: Pick<FastifyRequest, "headers">) => findKey(known, readKey(request));
  const areRequired = known.length > 0;
  return {
    areRequired,
    findHolder(request) {
      if (!areRequired) return ANYBODY;
      const key = find(request);
      if (key === undefined) throw new RequestError(401, DETAIL); // it was taken out of the file just now
      return key;
    },
    identify: (request) => find(request)?.hash.toString("hex"),
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

export function matches(known: readonly Buffer[], key: string | undefined): boolean {
  return (
    findKey(
      known.map((each) => ({ hash: each })),
      key,
    ) !== undefined
  );
}

/** Takes as long for a wrong key as for a right one: hashes are of one length, and all are looked at. */
function findKey<K extends { readonly hash: Buffer }>(known: readonly K[], key: string | undefined): K | undefined {
  const sent = hash(key ?? "");
  let found: K | undefined;
  for (const each of known) found = timingSafeEqual(each.hash, sent) ? each : found;
  return key === undefined ? undefined : found;
}

/** `name:role:key`; what isn't written so is a key itself, whose holder is named after its hash. */
function toKey(text: string): Key {
  const named = /^([\w.@-]{1,100}):(reader|reviewer|admin):(\S+)$/.exec(text);
  if (named !== null) return { name: named[1], role: named[2] as Role, hash: hash(named[3]) };
  const hashed = hash(text);
  return { name: `key-${hashed.toString("hex", 0, 6)}`, role: "reader", hash: hashed };
}

function loadKeys(file: string): Key[] {
  const keys = readLines(file).filter((line) => line !== "" && !line.startsWith("#"));
  if (keys.length === 0) throw new PredictorError("usage", `--api-key-file ${file} has no keys in it.`);
  return keys.map(toKey);
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
