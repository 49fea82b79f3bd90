import type { Manifest } from "../../src/core/manifest.ts";
import { type PageReader, Problem } from "../reading.ts";
import { TEXTS } from "../texts.ts";
import { untilAborted } from "../until-aborted.ts";
import type { CallName, Calls, ReplyMessage } from "./messages.ts";

/** Reads on this device, in a worker. */
export interface DeviceReader extends PageReader {
  /** Loads engine and model, the first time it is called. @throws Problem `engine_failed` */
  open(): Promise<Manifest>;
  preview(source: Blob, side: number): Promise<Calls["preview"]["out"]>;
  /** `[28, 28]` by occlusion, or null where a newer picture came first. @param digit the answer; null is "no digit" */
  explain(input: Float32Array, digit: number | null): Promise<Float32Array | null>;
}

/** @param onProgress 0…1, while engine and model are loaded */
export function createDeviceReader(modelFolder: string, onProgress: (share: number) => void): DeviceReader {
  const waiting = new Map<number, { resolve: (out: never) => void; reject: (problem: Problem) => void }>();
  let worker: Worker | undefined;
  let opening: Promise<Manifest> | undefined;
  let lastId = 0;

  const receive = ({ data }: MessageEvent<ReplyMessage>) => {
    if ("progress" in data) return onProgress(data.progress);
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if ("out" in data) caller?.resolve(data.out as never);
    else caller?.reject(toProblem(data.problem.code, data.problem.message));
  };
  const start = () => {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    started.addEventListener("message", receive);
    started.addEventListener("error", () => {
      for (const { reject } of waiting.values()) reject(toProblem("engine_failed", ""));
      waiting.clear();
      worker = undefined;
      opening = undefined;
    });
    return started;
  };
  const call = <Name extends CallName>(
    name: Name,
    input: Calls[Name]["in"],
    signal?: AbortSignal,
  ): Promise<Calls[Name]["out"]> => {
    worker ??= start();
    const id = ++lastId;
    signal?.addEventListener("abort", () => worker?.postMessage({ cancel: id }), { once: true });
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (out: never) => void, reject });
      worker!.postMessage({ id, name, in: input });
    });
  };
  const open = () => {
    opening ??= call("open", { modelFolder }).catch(() => {
      opening = undefined;
      throw toProblem("engine_failed", "");
    });
    return opening;
  };
  return {
    open,
    async read(source, task, signal) {
      open().catch(() => {}); // the reading itself says so, after it has looked whether it is a picture at all
      return { ...(await untilAborted(call("read", { source, ...task }, signal), signal)), requestId: null };
    },
    preview: (source, side) => call("preview", { source, side }),
    async explain(input, digit) {
      await open();
      return call("explain", { input, digit });
    },
  };
}

function toProblem(code: string, message: string): Problem {
  return new Problem(code, TEXTS.problems[code] ?? (message || TEXTS.problems.unexpected));
}
