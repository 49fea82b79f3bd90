import { combine } from "../../src/core/decide/combine.ts";
import type { Picture } from "../../src/core/picture.ts";
import { readDigit } from "../../src/core/read-digit.ts";
import { readNumbers } from "../../src/core/read-numbers.ts";
import type { ReadingModel } from "../../src/core/reading-model.ts";
import { Problem } from "../reading.ts";
import { decodePicture, openPreview } from "./decode-picture.ts";
import { loadModel } from "./load-model.ts";
import type { CallMessage, CallName, Calls, CancelMessage, ReplyMessage } from "./messages.ts";
import { explainByOcclusion } from "./occlusion.ts";

/** The engine lives here, in a thread of its own, so that drawing never stutters. */

let model: Promise<ReadingModel<Picture>> | undefined;
let latestExplanation = 0;
const running = new Map<number, AbortController>();

type Handler<Name extends CallName> = (input: Calls[Name]["in"], signal: AbortSignal) => Promise<Calls[Name]["out"]>;

const handlers: { [Name in CallName]: Handler<Name> } = {
  async open({ modelFolder }) {
    model = loadModel(modelFolder, (progress) => post({ progress })).catch(() => {
      throw new Problem("engine_failed", "");
    });
    return (await model).manifest;
  },

  preview: ({ source, side }) => openPreview(source, side),

  async read({ source, kind, maxError }, signal) {
    const picture = await decodePicture(source); // what is refused is refused at once, while the engine is still loading
    const loaded = await model!;
    const { name, version } = loaded.manifest;
    const origin = { model: { name, version } };
    const options = { maxError, signal };
    if (kind === "number") {
      const { numbers, warnings } = await readNumbers(picture, loaded, options);
      return { kind, ...origin, numbers, warnings };
    }
    const { timings: _, seen, ...reading } = await readDigit(picture, loaded, options);
    return { kind, ...origin, ...reading, ...seen };
  },

  async explain({ input, digit }) {
    const turn = ++latestExplanation;
    const overtaken = new Error("overtaken");
    const loaded = await model!;
    const politely = async (inputs: Float32Array, n: number) => {
      await new Promise((resolve) => setTimeout(resolve)); // lets a newer picture go first
      if (turn !== latestExplanation) throw overtaken;
      return toLogOdds(loaded, inputs, n, digit);
    };
    return explainByOcclusion(input, politely).catch((error) => {
      if (error === overtaken) return null;
      throw error;
    });
  },
};

self.addEventListener("message", async ({ data }: MessageEvent<CallMessage | CancelMessage>) => {
  if ("cancel" in data) return running.get(data.cancel)?.abort();
  if (data.name === "read") latestExplanation++;
  const controller = new AbortController();
  running.set(data.id, controller);
  try {
    const handle = handlers[data.name] as (input: unknown, signal: AbortSignal) => Promise<unknown>;
    post({ id: data.id, out: await handle(data.in, controller.signal) });
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    post({ id: data.id, problem: { code: typeof code === "string" ? code : "unexpected", message: String(message) } });
  } finally {
    running.delete(data.id);
  }
});

function post(message: ReplyMessage): void {
  self.postMessage(message);
}

/** log(p / (1 − p)) of the answer for each of `[n, 28, 28]`, as the classifier alone sees it. */
async function toLogOdds(
  { manifest, classifier }: ReadingModel<Picture>,
  inputs: Float32Array,
  n: number,
  digit: number | null,
): Promise<number[]> {
  const logits = await classifier.classify(inputs, n);
  const row = logits.length / n;
  return Array.from({ length: n }, (_, i) => {
    const shares = combine(logits.subarray(i * row, (i + 1) * row), undefined, manifest.weights);
    const [ownShare] = shares.splice(digit ?? shares.length - 1, 1);
    const others = shares.reduce((sum, share) => sum + share, 0); // 1 − own would lose what is tiny
    return Math.log(Math.max(ownShare, Number.MIN_VALUE)) - Math.log(Math.max(others, Number.MIN_VALUE));
  });
}
