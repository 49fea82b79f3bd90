import { PredictorError } from "../../errors.ts";
import type { Model } from "../../reader/load-model.ts";
import type { ModelParticipant } from "../../reader/open-service.ts";

/** `reload` reads the model's files again, or those of this name; `back` returns to the model that was served before. */
export type ModelChange =
  | { readonly action: "reload"; readonly model?: string | undefined }
  | { readonly action: "back" };

/** What is served now, and what `back` would serve. */
export interface ModelState {
  readonly model: ModelName;
  readonly previous: ModelName | null;
}

export interface ModelName {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** Knows which model is served, and changes it everywhere or nowhere. */
export interface ModelRegistry {
  readonly model: Model;
  /**
   * One change at a time; further ones wait.
   *
   * @throws PredictorError `model_unusable`, `not_found` where there is none to go back to; the old model serves on
   */
  change(change: ModelChange): Promise<ModelState>;
  /** Counts this place in from now on, and gives the model that it is to begin with. */
  join(participant: ModelParticipant): Promise<Model>;
  leave(participant: ModelParticipant): void;
}

/**
 * @param load reads a model's files: the ones of the settings, or those of this name
 * @param onChange called after each change, and after each that failed
 */
export function createModelRegistry(
  first: Model,
  load: (name: string | undefined) => Promise<Model>,
  onChange: (result: ModelState | Error) => void = () => undefined,
): ModelRegistry {
  const participants = new Set<ModelParticipant>();
  let model = first;
  let previous: Model | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** After everything that was asked before: no place may join in the middle of a change. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = queue.then(task);
    queue = done.catch(() => undefined);
    return done;
  }

  async function choose(change: ModelChange): Promise<Model> {
    if (change.action === "reload") return await load(change.model);
    if (previous === undefined) throw new PredictorError("not_found", "There is no earlier model to go back to.");
    return previous;
  }

  async function serve(next: Model): Promise<ModelState> {
    // Who reloads twice still wants to go back to what was there before.
    if (isSame(next, model)) return nameBoth();
    const present = [...participants];
    const prepared = await Promise.allSettled(present.map((participant) => participant.prepare(next)));
    // A process that died meanwhile fails nobody else: the one that follows it asks for the model.
    const failed = prepared.find((each, i) => each.status === "rejected" && participants.has(present[i]));
    if (failed?.status === "rejected") {
      await Promise.allSettled(present.map((participant) => participant.abort()));
      throw failed.reason;
    }
    await Promise.allSettled(present.map((participant) => participant.commit()));
    previous = model;
    model = next;
    return nameBoth();
  }

  function nameBoth(): ModelState {
    return { model: nameOf(model), previous: previous ? nameOf(previous) : null };
  }

  return {
    get model() {
      return model;
    },
    async change(change) {
      try {
        const state = await inTurn(async () => serve(await choose(change)));
        onChange(state);
        return state;
      } catch (error) {
        onChange(error as Error);
        throw error;
      }
    },
    join: (participant) =>
      inTurn(async () => {
        participants.add(participant);
        return model;
      }),
    leave(participant) {
      participants.delete(participant);
    },
  };
}

function isSame(one: Model, other: Model): boolean {
  return JSON.stringify(one.manifest) === JSON.stringify(other.manifest);
}

function nameOf({ manifest: { name, version, sha256 } }: Model): ModelName {
  return { name, version, sha256 };
}
