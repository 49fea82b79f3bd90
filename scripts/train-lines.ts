// Trains the line reader. Ctrl-C keeps the best so far, and --resume goes on.
//
//     node scripts/train-lines.ts --data FOLDER --bank FOLDER --out FOLDER [--start FILE] [--resume]
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { DEFAULT_LINE } from "../src/training/network/line-network.ts";
import { trainLines } from "../src/training/recipes/train-lines.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    bank: { type: "string", default: "scenes" },
    out: { type: "string", default: "lines" },
    chunks: { type: "string", default: "100" },
    "scenes-per-chunk": { type: "string", default: "512" },
    "validation-scenes": { type: "string", default: "1600" },
    "scenes-seed": { type: "string", default: "1" },
    epochs: { type: "string", default: "9" },
    "steps-per-epoch": { type: "string", default: "1000" },
    "batch-size": { type: "string", default: "32" },
    "learning-rate": { type: "string", default: "0.003" },
    seed: { type: "string", default: "1" },
    start: { type: "string", multiple: true, default: [] },
    threads: { type: "string", default: String(availableParallelism()) },
    resume: { type: "boolean", default: false },
  },
});
const EVERY_STEPS = 200;
const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());

const best = await trainLines(
  {
    ...{ dataDir: values.data, bankDir: values.bank, outDir: values.out, config: DEFAULT_LINE },
    ...{ chunks: Number(values.chunks), scenesPerChunk: Number(values["scenes-per-chunk"]) },
    ...{ validationScenes: Number(values["validation-scenes"]), scenesSeed: Number(values["scenes-seed"]) },
    ...{ epochs: Number(values.epochs), stepsPerEpoch: Number(values["steps-per-epoch"]) },
    ...{ batchSize: Number(values["batch-size"]), learningRate: Number(values["learning-rate"]) },
    ...{ seed: Number(values.seed), threads: Number(values.threads), start: values.start, resume: values.resume },
  },
  {
    chunks: (made, count, what) => console.log(`${made} of ${count} ${what}`),
    step({ step, steps, loss, secondsLeft }) {
      if (step % EVERY_STEPS > 0) return;
      console.log(`step ${step} of ${steps}  loss ${loss.toFixed(3)}  ${Math.ceil(secondsLeft / 60)} min left`);
    },
    epoch: ({ epoch, score, best }) =>
      console.log(`epoch ${epoch}  score ${score.toFixed(4)}${best ? "  best so far" : ""}`),
  },
  stop.signal,
);
console.log(
  best
    ? `${values.out}/lines.onnx: epoch ${best.epoch}, score ${best.score.toFixed(4)}`
    : "Stopped in the first epoch.",
);
