/**
 * Keeps page, engine and model on the device, so that the page works offline after the first visit. Everything that the build
 * made bears its hash in its name and is taken from the cache; the page itself and the model's manifest come from the server
 * while it answers.
 */

/** A server that takes longer is as good as away. */
const PATIENCE_MS = 4000;

/** Addresses of all built files, put in by the build. */
declare const __FILES__: readonly string[];

interface WaitableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface RequestEvent extends WaitableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: WaitableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
}

const scope = self as unknown as Scope;
const files = __FILES__;
const CACHE = "number-predictor";
const addressOf = (file: string) => new URL(file, scope.registration.scope).href;
const pageAddress = addressOf("index.html");
const manifestAddress = addressOf("model/digits.json");

scope.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => scope.clients.claim())));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope.registration.scope)) return;
  const address = request.url.split("#")[0];
  const fresh = request.mode === "navigate" || address === manifestAddress;
  event.respondWith(fresh ? serverFirst(request) : cacheFirst(request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...files.map(addressOf), manifestAddress]);
  const { sha256 } = (await (await cache.match(manifestAddress))!.json()) as { sha256: string };
  const model = addressOf(`model/digits.onnx?sha256=${sha256}`);
  if (!(await cache.match(model))) await cache.add(model);
}

async function forgetOld(): Promise<void> {
  const cache = await caches.open(CACHE);
  const current = new Set([...files.map(addressOf), manifestAddress]);
  const { sha256 } = (await (await cache.match(manifestAddress))!.json()) as { sha256: string };
  current.add(addressOf(`model/digits.onnx?sha256=${sha256}`));
  for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request);
}

async function serverFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const key = request.mode === "navigate" ? pageAddress : request.url;
  const kept = await cache.match(key);
  const answered = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(key, response.clone());
    return response.status >= 500 && kept !== undefined ? kept : response;
  });
  if (kept === undefined) return answered;
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([answered.catch(() => kept), patience]);
}

async function cacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
