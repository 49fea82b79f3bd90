import { softmax } from "../../core/decide/softmax.ts";
import { CLASS_COUNT, type ReadingWeights } from "../../core/manifest.ts";
import { carryWeights } from "../calibrate/carry-weights.ts";
import { augment } from "../data/augment.ts";
import { joinBanks, type SampleBank } from "../data/sample-bank.ts";
import { someInputs } from "../data/some-inputs.ts";
import { compareReadings, SIGNIFICANCE } from "../evaluate/compare-readings.ts";
import { toRight } from "../evaluate/right-answers.ts";
import type { EpochReport } from "../network/checkpoint.ts";
import { type ClassifierConfig, classifierNetwork } from "../network/classifier-network.ts";
import { classifierTask } from "../network/classifier-task.ts";
import { type FoldedLayer, foldLayers } from "../network/folded-layers.ts";
import type { Start } from "../network/load-start.ts";
import { type StepProgress, trainNetwork } from "../network/trainer.ts";
import { classifyBank } from "../network/validate.ts";
import { quantizeClassifier } from "../quantize/quantize-classifier.ts";

const WEIGHT_DECAY = 0.01;
const AVERAGE_DECAY = 0.98;
const DROPOUT = 0.1;
/** Own samples among those of an epoch. */
const OWN_SHARE = 0.25;
/**
 * Ways from the start towards where training came, the longest first. All of it forgets more than it learns: of 450 digits of another
 * source, six tenths of the way leave MNIST's held-out writers at 99.49 of 99.53 %, all of it 99.25 %; the source gains 2.1 and 2.5 points.
 */
const SHARES = [0.6, 0.4, 0.25] as const;

export interface FineTuneOptions {
  readonly config: ClassifierConfig;
  readonly start: Start;
  /** The classifier that is followed, and how it goes together with its finder. */
  readonly before: { readonly classifier: Uint8Array; readonly weights: ReadingWeights };
  /** To be learned. */
  readonly own: SampleBank;
  /** Made up, to be answered as before. */
  readonly kept: SampleBank;
  /** Made up, held out: how far the weights may move, and how the confidences change. */
  readonly heldOut: SampleBank;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onStep?: (progress: StepProgress) => void;
  readonly onEpoch?: (report: EpochReport) => void;
}

export interface FineTuned {
  /** The bytes of an `.onnx` file, in 8-bit integers. */
  readonly classifier: Uint8Array;
  readonly weights: ReadingWeights;
  /** How far it went from the start to where training came, 0…1. */
  readonly share: number;
}

/**
 * Trains a classifier on, on a few samples of its own, and has it forget nothing meanwhile: on made-up samples it learns to answer as it
 * did before (learning without forgetting: Li and Hoiem 2016, https://arxiv.org/abs/1606.09282), and of the way that its weights have
 * come it goes as much as doesn't make it read held-out made-up samples worse (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903).
 *
 * @returns undefined where it was stopped
 */
export async function fineTune(options: FineTuneOptions): Promise<FineTuned | undefined> {
  const { config, before, own, kept, heldOut, start, batchSize, epochs, learningRate, seed, threads } = options;
  const network = classifierNetwork(config);
  const lesson = joinBanks(shareOut(own, { ...kept, targets: await answerAs(before.classifier, kept) }));
  const startAverage = await start.toAverage(someInputs(kept));
  const task = classifierTask({
    ...{ config, train: lesson, validation: heldOut, batchSize, seed, augment, dropout: DROPOUT },
  });
  const { state, interrupted } = await trainNetwork(task, {
    ...{ epochs, seed, learningRate, threads, weightDecay: WEIGHT_DECAY, averageDecay: AVERAGE_DECAY },
    start: startAverage,
    ...(options.signal && { signal: options.signal }),
    ...(options.onStep && { onStep: options.onStep }),
    ...(options.onEpoch && { onEpoch: options.onEpoch }),
  });
  if (interrupted) return undefined;
  const logitsBefore = await classifyBank(before.classifier, heldOut);
  const rightBefore = toRight(logitsBefore, heldOut.labels);
  const [from, to] = [startAverage, state.average].map((average) => foldLayers(network, average));
  let tuned: FineTuned | undefined;
  for (const share of SHARES) {
    const classifier = await quantizeClassifier(config, mix(from, to, share), lesson);
    const logits = await classifyBank(classifier, heldOut);
    const weights = carryWeights(before.weights, { before: logitsBefore, after: logits, labels: heldOut.labels });
    tuned = { classifier, weights, share };
    const { chanceOfLoss } = compareReadings("made up", rightBefore, toRight(logits, heldOut.labels));
    if (chanceOfLoss >= SIGNIFICANCE) break;
  }
  return tuned;
}

/** What a classifier answers, as probabilities `[n, 11]`. */
async function answerAs(classifier: Uint8Array, bank: SampleBank): Promise<Float32Array> {
  const logits = await classifyBank(classifier, bank);
  const targets = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += CLASS_COUNT)
    targets.set(softmax(logits.subarray(at, at + CLASS_COUNT), 1), at);
  return targets;
}

/** Both so often that the own ones are their share of an epoch. */
function shareOut(own: SampleBank, kept: SampleBank): SampleBank[] {
  const wanted = (kept.labels.length * OWN_SHARE) / (1 - OWN_SHARE);
  const repeat = (bank: SampleBank, times: number) =>
    Array.from({ length: Math.max(1, Math.round(times)) }, () => bank);
  return [...repeat(kept, own.labels.length / wanted), ...repeat(own, wanted / own.labels.length)];
}

function mix(from: readonly FoldedLayer[], to: readonly FoldedLayer[], share: number): FoldedLayer[] {
  const between = (a: Float32Array, b: Float32Array) => a.map((value, i) => value + share * (b[i] - value));
  return from.map(({ weight, bias }, i) => ({
    weight: between(weight, to[i].weight),
    bias: between(bias, to[i].bias),
  }));
}
