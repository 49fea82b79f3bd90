import { InferenceSession, Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { findChannelBlock } from "../autograd/convolution.ts";
import { createRandom } from "../random.ts";
import type { EpochReport, TrainingState } from "./checkpoint.ts";
import type { Network } from "./layers.ts";
import { type NetworkPlan, planNetwork, startWeights } from "./plan-network.ts";
import { type BuildLoss, encodeTrainingStep, momentCorrections } from "./training-step.ts";

/** What is learned, from what, and how well it is known by then. */
export interface TrainingTask {
  readonly network: Network;
  readonly buildLoss: BuildLoss;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** Random weights are changed by this before the first step. */
  readonly prepareStart?: (weights: Float32Array, plan: NetworkPlan) => void;
  /** What tells this task from others: a checkpoint of another one is refused. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The inputs of a step, from 0; the same step gives the same inputs. Buffers may be used again after the next one. */
  batchAt(step: number): Readonly<Record<string, Tensor>>;
  /** How good averaged weights are on held-out data, higher is better. @param average `[weightCount + 2 channelCount]` */
  evaluate(average: Float32Array): Promise<number>;
}

export interface TrainingOptions {
  readonly epochs: number;
  readonly seed: number;
  /** Highest learning rate: reached by a straight line, left by a cosine down to zero. */
  readonly learningRate: number;
  /** Steps of the straight line. Default: a twentieth of all. */
  readonly warmupSteps?: number;
  /** Pull of the weights towards zero. */
  readonly weightDecay: number;
  /** Share of the old value in the moving average of the weights, per step. */
  readonly averageDecay: number;
  /** Weights to start from instead of chance, `[weightCount]` or longer: for another round, with a learning rate that rises again. */
  readonly start?: Float32Array | undefined;
  /** Goes on from here, to the same result as without the stop. */
  readonly resume?: TrainingState | undefined;
  /** Threads that compute. Default: one for each processor. Several runs at once are quicker with one each. */
  readonly threads?: number;
  /** Stops after the step under way; what was best so far is returned. */
  readonly signal?: AbortSignal;
  readonly onStep?: (progress: StepProgress) => void;
  /** Told so that the state can be kept: after each epoch, and every `saveSteps` steps. */
  readonly onState?: (state: TrainingState) => void | Promise<void>;
  readonly saveSteps?: number;
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
}

export interface StepProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
  /** What the loss is the sum of. */
  readonly parts: readonly number[];
  readonly secondsLeft: number;
}

export interface TrainingResult {
  /** Weights and batch statistics of the best epoch, for `foldLayers`. If stopped in the first epoch, those at the stop. */
  readonly average: Float32Array;
  readonly history: readonly EpochReport[];
  readonly interrupted: boolean;
  /** What `resume` takes. */
  readonly state: TrainingState;
}

/**
 * Trains a network. The same task and options give the same weights on the same machine.
 *
 * @throws Error if the loss is no number, or `resume` or `start` is of another run or network
 */
export async function trainNetwork(task: TrainingTask, options: TrainingOptions): Promise<TrainingResult> {
  const plan = planNetwork(task.network);
  const steps = task.stepsPerEpoch * options.epochs;
  const settings = JSON.stringify({ ...task.settings, ...settingsOf(options) });
  let state = options.resume ?? freshState(task, plan, options, settings);
  if (state.settings !== settings) throw new Error("The checkpoint belongs to a run with other settings.");
  const { batchSize, buildLoss } = task;
  const { weightDecay } = options;
  const step = encodeTrainingStep(task.network, buildLoss, { batchSize, weightDecay }, await findChannelBlock());
  const session = await InferenceSession.create(step, { intraOpNumThreads: options.threads ?? 0 });
  const started = { at: performance.now(), step: state.step };
  while (state.step < steps && !options.signal?.aborted) {
    const out = await session.run({
      ...task.batchAt(state.step),
      ...feeds(state, ratesAt(state.step, steps, options), plan),
    });
    const loss = numbersOf(out.loss)[0];
    if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss} at step ${state.step + 1}; learn more slowly.`);
    state = afterStep(state, out, loss);
    const { step } = state;
    const secondsPerStep = (performance.now() - started.at) / 1000 / (step - started.step);
    options.onStep?.({
      ...{ step, steps, loss, parts: out.parts ? [...numbersOf(out.parts)] : [] },
      epoch: Math.ceil(step / task.stepsPerEpoch),
      secondsLeft: secondsPerStep * (steps - step),
    });
    const isEpoch = step % task.stepsPerEpoch === 0;
    if (isEpoch) state = await endEpoch(state, task, options);
    if (isEpoch || (options.saveSteps && step % options.saveSteps === 0)) await options.onState?.(state);
  }
  await session.release();
  const average = state.best.length > 0 ? state.best : state.average;
  return { average, history: state.history, interrupted: state.step < steps, state };
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

async function endEpoch(state: TrainingState, task: TrainingTask, options: TrainingOptions): Promise<TrainingState> {
  const score = await task.evaluate(state.average);
  const best = state.history.every((report) => report.score <= score);
  const epoch = state.step / task.stepsPerEpoch;
  const report = { epoch, loss: state.lossSum / task.stepsPerEpoch, score, best };
  await options.onEpoch?.(report);
  return {
    ...state,
    lossSum: 0,
    history: [...state.history, report],
    best: best ? Float32Array.from(state.average) : state.best,
  };
}

function freshState(
  task: TrainingTask,
  plan: NetworkPlan,
  { start, seed }: TrainingOptions,
  settings: string,
): TrainingState {
  if (start && start.length < plan.weightCount) throw new Error("The weights to start from are of another network.");
  const weights = start?.slice(0, plan.weightCount) ?? startWeights(plan, createRandom(seed));
  if (!start) task.prepareStart?.(weights, plan);
  return {
    ...{ settings, weights, step: 0, lossSum: 0, history: [] },
    moments: new Float32Array(2 * plan.weightCount),
    average: new Float32Array(plan.weightCount + 2 * plan.channelCount),
    best: new Float32Array(0),
  };
}

/** What must not change between a stop and going on. */
function settingsOf({ epochs, seed, learningRate, warmupSteps, weightDecay, averageDecay, start }: TrainingOptions) {
  return { epochs, seed, learningRate, warmupSteps, weightDecay, averageDecay, started: start !== undefined };
}

interface Rates {
  readonly learningRate: number;
  readonly averageDecay: number;
}

function ratesAt(step: number, steps: number, options: TrainingOptions): Rates {
  const { learningRate: highest, averageDecay, warmupSteps: warmup = Math.ceil(steps / 20) } = options;
  const done = (step - warmup) / Math.max(1, steps - warmup);
  const share = step < warmup ? (step + 1) / warmup : (1 + Math.cos(Math.PI * done)) / 2;
  // The decay rises with the steps, so that the average forgets the random start soon.
  return { learningRate: highest * share, averageDecay: Math.min(averageDecay, step / (step + 10)) };
}

function feeds(state: TrainingState, rates: Rates, plan: NetworkPlan): Record<string, Tensor> {
  const tensor = (data: Float32Array, dims: number[]) => new Tensor("float32", data, dims);
  return {
    weights: tensor(state.weights, [plan.weightCount]),
    moments: tensor(state.moments, [2, plan.weightCount]),
    moment_corrections: tensor(momentCorrections(state.step), [2, 1]),
    average: tensor(state.average, [plan.weightCount + 2 * plan.channelCount]),
    learning_rate: tensor(Float32Array.of(rates.learningRate), []),
    average_decay: tensor(Float32Array.of(rates.averageDecay), []),
  };
}
