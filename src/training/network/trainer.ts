import { CLASS_COUNT } from "../../core/manifest.ts";
import { InferenceSession, Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { findChannelBlock } from "../autograd/convolution.ts";
import { type Batch, type BatchOptions, emptyBatch, fillBatch, shuffledOrder } from "../data/batches.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import { createRandom } from "../random.ts";
import type { EpochReport, TrainingState } from "./checkpoint.ts";
import { exportNetwork } from "./export.ts";
import { type NetworkConfig, type NetworkPlan, planNetwork, startWeights } from "./network.ts";
import { encodeTrainingStep, momentCorrections } from "./training-step.ts";
import { validationAccuracy } from "./validate.ts";

export interface TrainingOptions extends Partial<Omit<BatchOptions, "train" | "seed">> {
  readonly network: NetworkConfig;
  readonly train: SampleBank;
  readonly validation: SampleBank;
  readonly epochs: number;
  readonly seed: number;
  /** Highest learning rate: reached by a straight line, left by a cosine down to zero. */
  readonly learningRate?: number;
  /** Steps of the straight line. Default: a twentieth of all. */
  readonly warmupSteps?: number;
  readonly weightDecay?: number;
  /** Share of the old value in the moving average of the weights, per step. */
  readonly averageDecay?: number;
  /** Weights to start from instead of chance, `[weightCount]`: for another round, with a learning rate that rises again. */
  readonly start?: Float32Array | undefined;
  /** Goes on from here, to the same result as without the stop. */
  readonly resume?: TrainingState | undefined;
  /** Threads that compute. Default: one for each processor. Several runs at once are quicker with one each. */
  readonly threads?: number;
  /** Stops after the step under way; what was best so far is returned. */
  readonly signal?: AbortSignal;
  readonly onStep?: (progress: StepProgress) => void;
  readonly onEpoch?: (report: EpochReport, state: TrainingState) => void | Promise<void>;
}

export interface StepProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly secondsLeft: number;
}

export interface TrainingResult {
  /** Weights and batch statistics of the best epoch, for `exportNetwork`. If stopped in the first epoch, those at the stop. */
  readonly average: Float32Array;
  readonly history: readonly EpochReport[];
  readonly interrupted: boolean;
  /** What `resume` takes. */
  readonly state: TrainingState;
}

const DEFAULTS = {
  batchSize: 128,
  learningRate: 0.01,
  weightDecay: 0.05,
  averageDecay: 0.998,
  dropout: 0.2,
};

/**
 * Trains a network from a random start. The same options give the same weights on the same machine.
 *
 * @throws Error if there are fewer samples than a batch holds, the loss is no number, or `resume` is of another run
 */
export async function trainNetwork(overrides: TrainingOptions): Promise<TrainingResult> {
  const options = { ...DEFAULTS, ...overrides };
  const plan = planNetwork(options.network);
  const perEpoch = Math.floor(options.train.labels.length / options.batchSize);
  if (perEpoch === 0) throw new Error("There are fewer samples than one batch holds.");
  const steps = perEpoch * options.epochs;
  let state = options.resume ?? freshState(plan, options);
  if (state.settings !== settingsOf(options)) throw new Error("The checkpoint belongs to a run with other settings.");

  const step = encodeTrainingStep(options.network, options, await findChannelBlock());
  const session = await InferenceSession.create(step, { intraOpNumThreads: options.threads ?? 0 });
  const batchAt = createBatches(options, plan, perEpoch, steps);
  const started = { at: performance.now(), step: state.step };
  let batch = batchAt(state.step);
  while (batch && !options.signal?.aborted) {
    const running = session.run(feeds(batch, state, ratesAt(state.step, steps, options), plan, options.batchSize));
    // While the native threads compute this step, this one makes the next batch.
    batch = batchAt(state.step + 1);
    const out = await running;
    const loss = numbersOf(out.loss)[0];
    if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss} at step ${state.step + 1}; learn more slowly.`);
    state = afterStep(state, out, loss);
    const { step } = state;
    const epoch = Math.ceil(step / perEpoch);
    const secondsPerStep = (performance.now() - started.at) / 1000 / (step - started.step);
    options.onStep?.({ step, steps, epoch, loss, secondsLeft: secondsPerStep * (steps - step) });
    if (step % perEpoch === 0) state = await endEpoch(state, epoch, perEpoch, options);
  }
  await session.release();
  const average = state.best.length > 0 ? state.best : state.average;
  return { average, history: state.history, interrupted: state.step < steps, state };
}

/** Gives the batch of each step, in a buffer that the step after the next uses again; undefined after the last. */
function createBatches(
  options: BatchOptions & { readonly batchSize: number },
  plan: NetworkPlan,
  perEpoch: number,
  steps: number,
): (step: number) => Batch | undefined {
  const buffers = [0, 1].map(() => emptyBatch(options.batchSize, plan.featureCount));
  let order: Uint32Array | undefined;
  return (step) => {
    if (step >= steps) return undefined;
    const epoch = Math.floor(step / perEpoch);
    const index = step % perEpoch;
    if (!order || index === 0) order = shuffledOrder(options.train.labels.length, options.seed, epoch);
    fillBatch(buffers[step % 2], options, order, epoch, index);
    return buffers[step % 2];
  };
}

function afterStep(state: TrainingState, out: Record<string, Tensor>, loss: number): TrainingState {
  return {
    ...state,
    step: state.step + 1,
    lossSum: state.lossSum + loss,
    weights: numbersOf(out.next_weights),
    moments: numbersOf(out.next_moments),
    average: numbersOf(out.next_average),
  };
}

function numbersOf(tensor: Tensor): Float32Array {
  return tensor.data as Float32Array;
}

async function endEpoch(
  state: TrainingState,
  epoch: number,
  perEpoch: number,
  options: TrainingOptions,
): Promise<TrainingState> {
  const accuracy = await validationAccuracy(exportNetwork(options.network, state.average), options.validation);
  const best = state.history.every((report) => report.accuracy <= accuracy);
  const report = { epoch, loss: state.lossSum / perEpoch, accuracy, best };
  const next = {
    ...state,
    lossSum: 0,
    history: [...state.history, report],
    best: best ? Float32Array.from(state.average) : state.best,
  };
  await options.onEpoch?.(report, next);
  return next;
}

function freshState(plan: NetworkPlan, options: TrainingOptions): TrainingState {
  const weights = options.start?.slice() ?? startWeights(plan, createRandom(options.seed));
  if (weights.length !== plan.weightCount) throw new Error("The weights to start from are of another network.");
  return {
    settings: settingsOf(options),
    step: 0,
    lossSum: 0,
    history: [],
    weights,
    moments: new Float32Array(2 * plan.weightCount),
    average: new Float32Array(plan.weightCount + 2 * plan.channelCount),
    best: new Float32Array(0),
  };
}

/** What must not change between a stop and going on. */
function settingsOf(options: TrainingOptions): string {
  const { network, epochs, seed, train, batchSize, learningRate, weightDecay, averageDecay } = options;
  const { dropout, warmupSteps } = options;
  const samples = train.labels.length;
  return JSON.stringify({
    network,
    epochs,
    seed,
    samples,
    batchSize,
    learningRate,
    weightDecay,
    averageDecay,
    dropout,
    warmupSteps,
    started: options.start !== undefined,
  });
}

interface Rates {
  readonly learningRate: number;
  readonly averageDecay: number;
}

function ratesAt(step: number, steps: number, options: TrainingOptions & typeof DEFAULTS): Rates {
  const { learningRate: highest, averageDecay, warmupSteps: warmup = Math.ceil(steps / 20) } = options;
  const done = (step - warmup) / Math.max(1, steps - warmup);
  const share = step < warmup ? (step + 1) / warmup : (1 + Math.cos(Math.PI * done)) / 2;
  // The decay rises with the steps, so that the average forgets the random start soon.
  return { learningRate: highest * share, averageDecay: Math.min(averageDecay, step / (step + 10)) };
}

function feeds(batch: Batch, state: TrainingState, rates: Rates, plan: NetworkPlan, n: number): Record<string, Tensor> {
  const tensor = (data: Float32Array, dims: number[]) => new Tensor("float32", data, dims);
  return {
    image: tensor(batch.images, [n, 1, 28, 28]),
    targets: tensor(batch.targets, [n, CLASS_COUNT]),
    dropout: tensor(batch.dropout, [n, plan.featureCount]),
    weights: tensor(state.weights, [plan.weightCount]),
    moments: tensor(state.moments, [2, plan.weightCount]),
    moment_corrections: tensor(momentCorrections(state.step), [2, 1]),
    average: tensor(state.average, [plan.weightCount + 2 * plan.channelCount]),
    learning_rate: tensor(Float32Array.of(rates.learningRate), []),
    average_decay: tensor(Float32Array.of(rates.averageDecay), []),
  };
}
