import type { Item } from "../item.ts";
import { Problem } from "../reading.ts";
import { TEXTS } from "../texts.ts";
import { toBlob } from "../to-blob.ts";

const TIMEOUT_MS = 30_000;
const MAX_NAME_LENGTH = 200;

/**
 * Stores a picture on the server, and what really stands on it. Said again of the same reading, it changes what is stored.
 *
 * @param api address of the API, with its last slash
 * @param digit null for no digit
 * @throws Problem `key_wanted`, `server_gone`, `refused`
 */
export async function storeCorrection(api: URL, item: Item, digit: number | null, key: string): Promise<void> {
  const { reading } = item;
  if (reading === undefined) return;
  if (item.stored?.of !== reading) {
    const url = new URL("v1/readings", api);
    const name = item.name
      .replace(/\p{Cc}/gu, "")
      .slice(0, MAX_NAME_LENGTH)
      .toWellFormed();
    url.search = new URLSearchParams({ kind: "digit", name }).toString();
    const picture = await toBlob(item.source);
    const contentType = picture.type || "application/octet-stream";
    const { results } = await send(
      url,
      { method: "POST", body: picture, headers: { "content-type": contentType } },
      key,
    );
    const { readings, error } = results[0];
    if (error !== undefined) throw new Problem("refused", error.detail);
    item.stored = { of: reading, id: readings[0].id, version: readings[0].version };
  }
  const { id, version } = item.stored;
  const text = digit === null ? null : String(digit);
  const headers = { "content-type": "application/json", "if-match": `"${version}"` };
  const init = { method: "PUT", body: JSON.stringify({ text }), headers };
  const changed = await send(new URL(`v1/readings/${id}`, api), init, key);
  item.stored = { of: reading, id, version: changed.version };
}

async function send(url: URL, init: RequestInit, key: string) {
  const headers = new Headers(init.headers);
  if (key !== "") headers.set("x-api-key", key);
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Problem("server_gone", TEXTS.problems.server_gone);
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  if (response.status === 401) {
    throw new Problem("key_wanted", key === "" ? TEXTS.problems.key_wanted : TEXTS.problems.key_wrong);
  }
  const code = response.status >= 500 || response.status === 429 ? "server_gone" : "refused";
  throw new Problem(code, typeof body.detail === "string" ? body.detail : TEXTS.problems.unexpected);
}
