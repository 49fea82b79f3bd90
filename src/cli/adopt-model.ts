/** The new model is opened and tested beside the old one in each process. */
const MAX_WAIT_MS = 60_000;

/**
 * Has a server serve a model of its `--model-folder`, by its own two-phase change.
 *
 * @param url where the server is
 * @param file the model's file there, such as `own.onnx`
 * @returns what is served now, for people
 * @throws Error where the server isn't there or refuses; it serves on what it served
 */
export async function adoptModel(url: string, adminKey: string | undefined, file: string): Promise<string> {
  const answer = await ask(url, adminKey, file);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const detail = typeof body.detail === "string" ? body.detail : `status ${answer.status}`;
    throw new Error(
      `${url} did not adopt ${file}: ${detail} The model is written; the server serves on what it served.`,
    );
  }
  const { model, previous } = body;
  return `${url} serves ${model.name} ${model.version} from now on${previous ? `; before, ${previous.name} ${previous.version}` : ""}.`;
}

async function ask(url: string, adminKey: string | undefined, file: string): Promise<Response> {
  try {
    return await fetch(new URL("admin/model", url.endsWith("/") ? url : `${url}/`), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${adminKey}` },
      body: JSON.stringify({ action: "reload", model: file }),
      signal: AbortSignal.timeout(MAX_WAIT_MS),
    });
  } catch (cause) {
    const { cause: reason } = cause as Error;
    const why = reason instanceof Error ? reason.message : (cause as Error).message;
    throw new Error(`${url} could not be asked to adopt ${file} (${why}). The model is written.`, { cause });
  }
}
