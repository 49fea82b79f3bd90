import { chooseAnswer } from "../../src/model/decide.ts";
import { INPUT_SIZE } from "../../src/vision/picture.ts";
import { prepare } from "../../src/vision/prepare.ts";
import { decodePicture, openPreview } from "./decode-picture.ts";
import { loadNetwork, type Network } from "./load-network.ts";
import type { CallMessage, CallName, Calls, ReplyMessage } from "./messages.ts";
import { explainByOcclusion } from "./occlusion.ts";

/** The engine lives here, in a thread of its own, so that drawing never stutters. */

let network: Promise<Network> | undefined;
let latestExplanation = 0;

const handlers: { [Name in CallName]: (input: Calls[Name]["in"]) => Promise<Calls[Name]["out"]> } = {
  async open({ modelFolder }) {
    network = loadNetwork(modelFolder, (progress) => post({ progress }));
    return (await network).manifest;
  },

  preview: ({ source, side }) => openPreview(source, side),

  async read({ source, maxError }) {
    const { manifest, classify } = await network!;
    const prepared = prepare(await decodePicture(source));
    const { candidates } = prepared;
    const size = INPUT_SIZE * INPUT_SIZE;
    const inputs = new Float32Array(candidates.length * size);
    for (const [i, candidate] of candidates.entries()) inputs.set(candidate.input, i * size);
    const answer = chooseAnswer(prepared, await classify(inputs, candidates.length), manifest, maxError);
    const { box, ink, input } = answer.candidate;
    const { digit, confidence, decision, probabilities, notADigit, warnings } = answer;
    return { digit, confidence, decision, probabilities, notADigit, warnings, box, ink, input };
  },

  async explain({ input, target }) {
    const turn = ++latestExplanation;
    const { classify } = await network!;
    const overtaken = new Error("overtaken");
    const politely = async (inputs: Float32Array, n: number) => {
      await new Promise((resolve) => setTimeout(resolve)); // lets a newer picture go first
      if (turn !== latestExplanation) throw overtaken;
      return classify(inputs, n);
    };
    return explainByOcclusion(input, target, politely).catch((error) => {
      if (error === overtaken) return null;
      throw error;
    });
  },
};

self.addEventListener("message", async ({ data }: MessageEvent<CallMessage>) => {
  if (data.name === "read") latestExplanation++;
  try {
    const out = await (handlers[data.name] as (input: unknown) => Promise<unknown>)(data.in);
    post({ id: data.id, out });
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    post({ id: data.id, problem: { code: typeof code === "string" ? code : "unexpected", message: String(message) } });
  }
});

function post(message: ReplyMessage): void {
  self.postMessage(message);
}
