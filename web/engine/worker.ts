import { chooseAnswer } from "../../src/model/decide.ts";
import { type Candidate, INPUT_SIZE } from "../../src/vision/picture.ts";
import { prepare } from "../../src/vision/prepare.ts";
import { stackInputs } from "../../src/vision/stack-inputs.ts";
import { toOriginalBox } from "../../src/vision/to-original-box.ts";
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
    const picture = await decodePicture(source);
    const prepared = prepare(picture);
    const logits = await classify(stackInputs(prepared), prepared.candidates.length);
    const answer = chooseAnswer(prepared, logits, manifest, maxError);
    const { ink, input } = answer.candidate;
    const { digit, confidence, decision, probabilities, notADigit, warnings } = answer;
    const box = toOriginalBox(answer.candidate.box, picture);
    const model = { name: manifest.name, version: manifest.version };
    return { model, digit, confidence, decision, probabilities, notADigit, warnings, box, ink, input };
  },

  async explain({ input, digit }) {
    const turn = ++latestExplanation;
    const overtaken = new Error("overtaken");
    const loaded = await network!;
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

/** log(p / (1 − p)) of the answer for each of `[n, 28, 28]`, with the probabilities that an answer states. */
async function toLogOdds(
  { manifest, classify }: Network,
  inputs: Float32Array,
  n: number,
  digit: number | null,
): Promise<number[]> {
  const logits = await classify(inputs, n);
  const row = logits.length / n;
  // What the network sees is all that changes here: the place stays as likely as it can be, and stands alone.
  const box = { x: 0, y: 0, width: INPUT_SIZE, height: INPUT_SIZE };
  const candidate: Candidate = { input: inputs, box, ink: "dark", likelihood: 1, warnings: [] };
  return Array.from({ length: n }, (_, i) => {
    const answer = chooseAnswer({ candidates: [candidate] }, logits.subarray(i * row, (i + 1) * row), manifest);
    const shares = [...answer.probabilities, answer.notADigit];
    const [own] = shares.splice(digit ?? answer.probabilities.length, 1);
    const others = shares.reduce((sum, share) => sum + share, 0); // 1 − own would lose what is tiny
    return Math.log(Math.max(own, Number.MIN_VALUE)) - Math.log(Math.max(others, Number.MIN_VALUE));
  });
}
