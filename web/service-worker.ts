/**
 * Keeps page, engine and model on the device, so that the page works offline after the first visit. Everything that the build
 * made is taken from the cache; the page itself and the model's manifest come from the server while it answers. Nothing else is
 * kept: what a server or a proxy answers to a visit is never taken for the page.
 */

/** A server that takes longer is as good as away. */
const PATIENCE_MS = 4000;

/** Addresses of all built files, put in by the build. */
declare const __FILES__: readonly string[];
/** Changes with any of these files, put in by the build. */
declare const __BUILD__: string;

/** What a manifest says of its networks. */
interface Checksums {
  readonly sha256: string;
  readonly finder_sha256: string;
  readonly lines_sha256?: string;
  readonly quick_sha256?: string;
}
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
/** Several servers may share an origin, each below a path of its own: each keeps its own files. */
const OWN_CACHES = `number-predictor ${scope.registration.scope} `;
const CACHE = `${OWN_CACHES}${__BUILD__}`;
const addressOf = (file: string) => new URL(file, scope.registration.scope).href;
const files = new Set(__FILES__.map(addressOf));
const pageAddress = addressOf("index.html");
const manifestAddress = addressOf("model/digits.json");
const networkAddress = (file: string, sha256: string) => addressOf(`model/${file}?sha256=${sha256}`);
const isNetwork = (address: string) =>
  ["digits.onnx", "finder.onnx", "lines.onnx", "quick.onnx"].some((file) =>
    address.startsWith(networkAddress(file, "")),
  );

scope.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => scope.clients.claim())));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = request.url.split("#")[0];
  if (request.mode === "navigate" && isPage(address)) event.respondWith(serverFirst(event, pageAddress));
  else if (address === manifestAddress) event.respondWith(serverFirst(event, address, keepModel));
  else if (files.has(address) || isNetwork(address)) event.respondWith(cacheFirst(request));
});

function isPage(address: string): boolean {
  const [path] = address.split("?");
  return path === scope.registration.scope || path === pageAddress;
}

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...files]);
  await keepModel(await fetch(manifestAddress));
}

/** The manifest is kept when all of its networks are: offline, none would be worth anything without the others. */
async function keepModel(manifest: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  const { sha256, finder_sha256, lines_sha256, quick_sha256 } = (await manifest.clone().json()) as Checksums;
  const networks = await Promise.all([
    keepNetwork(cache, "digits.onnx", sha256),
    keepNetwork(cache, "finder.onnx", finder_sha256),
    ...(lines_sha256 === undefined ? [] : [keepNetwork(cache, "lines.onnx", lines_sha256)]),
    ...(quick_sha256 === undefined ? [] : [keepNetwork(cache, "quick.onnx", quick_sha256)]),
  ]);
  await cache.put(manifestAddress, manifest);
  for (const { url } of await cache.keys()) if (isNetwork(url) && !networks.includes(url)) await cache.delete(url);
}

/** @returns its address */
async function keepNetwork(cache: Cache, file: string, sha256: string): Promise<string> {
  const address = networkAddress(file, sha256);
  if (await cache.match(address)) return address;
  const response = await fetch(address);
  // While the server changes its model, it may answer with the next one already.
  if ((await digestOf(response.clone())) !== sha256) throw new Error(`${address} is of another model`);
  await cache.put(address, response);
  return address;
}

async function digestOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function forgetOld(): Promise<void> {
  const old = (name: string) => name === "number-predictor" || (name.startsWith(OWN_CACHES) && name !== CACHE);
  await Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
}

/** @param keep what to do with a good answer, beside handing it on */
async function serverFirst(
  event: RequestEvent,
  address: string,
  keep?: (response: Response) => Promise<void>,
): Promise<Response> {
  const answered = fetch(event.request);
  if (keep !== undefined) {
    const keeping = answered.then((response) => (response.ok ? keep(response.clone()) : undefined));
    event.waitUntil(keeping.catch(() => {})); // what was kept before stays
  }
  const kept = await caches.open(CACHE).then((cache) => cache.match(address));
  if (kept === undefined) return answered;
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  const good = answered.then(
    (response) => (response.status >= 500 ? kept : response),
    () => kept,
  );
  return Promise.race([good, patience]);
}

async function cacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
