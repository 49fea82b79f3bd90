/** A file to be had. */
export interface Download {
  readonly url: URL;
  /** In hexadecimal. While a server changes its model, it may answer with the next one already. */
  readonly sha256?: string;
}

/**
 * Loads files at the same time.
 *
 * @param onProgress 0…1, over all of them
 * @throws Error where one of them cannot be had
 */
export async function downloadAll(
  files: readonly Download[],
  onProgress: (share: number) => void,
): Promise<ArrayBuffer[]> {
  const responses = await Promise.all(files.map(fetchFile));
  const sizes = responses.map(statedBytes);
  const total = sizes.reduce((sum, size) => sum + size);
  const loaded = files.map(() => 0);
  return Promise.all(
    responses.map((response, at) =>
      readBody(response, (bytes) => {
        loaded[at] = Math.min(sizes[at], loaded[at] + bytes);
        if (total > 0) onProgress(loaded.reduce((sum, size) => sum + size) / total);
      }),
    ),
  );
}

async function fetchFile({ url, sha256 }: Download): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  const etag = response.headers.get("etag");
  if (sha256 !== undefined && etag !== null && !etag.includes(sha256))
    throw new Error(`${url.pathname} is of another model`);
  return response;
}

/** Our server states the size before compression. 0 where a proxy has compressed it and nobody says. */
function statedBytes({ headers }: Response): number {
  const stated = headers.has("content-encoding") ? headers.get("x-decoded-length") : headers.get("content-length");
  return Number(stated ?? 0);
}

async function readBody(response: Response, onBytes: (bytes: number) => void): Promise<ArrayBuffer> {
  const chunks: BlobPart[] = [];
  const reader = response.body!.getReader(); // Safari has no `for await` over streams
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    onBytes(next.value.length);
  }
  return new Blob(chunks).arrayBuffer();
}
