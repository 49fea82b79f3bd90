import { type ChildProcess, fork } from "node:child_process";
import type { Picture } from "../../core/picture.ts";
import { PredictorError } from "../../errors.ts";
import { broken } from "./check-file.ts";
import type { FromDecoder, ToDecoder } from "./decoder-process.ts";
import type { Header } from "./header.ts";

export interface ProcessLimits {
  /** Processor time that a picture may take, in milliseconds. */
  readonly processorMs: number;
  /** Memory that the process may take for a picture, beside its own, in bytes. */
  readonly memoryBytes: number;
  /** A process that has more memory than this between two pictures is replaced, in bytes. */
  readonly wornBytes?: number;
}

/** A process that decodes pictures, one after another. It is started when it is first needed, and again after it was killed. */
export interface DecoderProcess {
  /**
   * @throws PredictorError `image_broken`, `picture_too_large` at the limits, `cancelled`, `shutting_down`
   */
  decode(header: Header, signal?: AbortSignal): Promise<Picture>;
  /** Kills it. What it decodes, and what waits for it, is rejected with `shutting_down`. */
  close(): void;
}

/** The process's own memory, with sharp loaded. */
const OWN_BYTES = 110_000_000;
/** After many thousands of pictures a decoder's heap may keep a hundred megabytes of holes. */
const WORN_BYTES = 140_000_000;
/** The process ends itself at its limits. Where it can't, because its own main thread hangs, this is the end. */
const MAX_WALL_MS = 20_000;
/** A cancelled picture may run on for a moment, because restarting the process takes 0.1 s. */
const GRACE_MS = 200;
/** An idle process gives its memory back. */
const IDLE_MS = 60_000;

interface Job {
  readonly header: Header;
  readonly resolve: (picture: Picture) => void;
  readonly reject: (error: Error) => void;
}

export function openDecoderProcess(limits: ProcessLimits): DecoderProcess {
  const waiting: Job[] = [];
  let child: ChildProcess | undefined;
  let current: Job | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  function startNext(): void {
    if (current || isClosed || waiting.length === 0) return;
    begin(waiting.shift()!);
  }

  function begin(job: Job): void {
    current = job;
    child ??= start();
    child.ref();
    child.channel?.ref();
    const { processorMs, memoryBytes, wornBytes = WORN_BYTES } = limits;
    const message: ToDecoder = { header: job.header, processorMs, memoryBytes: OWN_BYTES + memoryBytes, wornBytes };
    child.send(message, () => undefined); // that it has ended shows in "exit"
    clearTimeout(timer);
    timer = setTimeout(() => abandon(job, tooCostly(job.header, "time", limits)), MAX_WALL_MS).unref();
  }

  /** Ends the present job, and lets the next one begin. */
  function settle(settleJob: (job: Job) => void): void {
    const job = current;
    current = undefined;
    child?.unref(); // an idle process keeps nobody from ending
    child?.channel?.unref();
    clearTimeout(timer);
    timer = setTimeout(kill, IDLE_MS).unref();
    if (job) settleJob(job);
    startNext();
  }

  function kill(): void {
    child?.kill("SIGKILL");
    child = undefined;
  }

  /** Kills the process, if it is still at this job. */
  function abandon(job: Job, error: Error): void {
    if (current !== job) return;
    kill();
    settle(({ reject }) => reject(error));
  }

  /** The caller of this job has gone away. */
  function giveUp(job: Job): void {
    const cancelled = new PredictorError("cancelled", "The client has disconnected.");
    const place = waiting.indexOf(job);
    if (place >= 0) waiting.splice(place, 1);
    else if (current === job) setTimeout(() => abandon(job, cancelled), GRACE_MS).unref();
    job.reject(cancelled);
  }

  function start(): ChildProcess {
    const started = fork(new URL(`decoder-process${import.meta.url.slice(-3)}`, import.meta.url), {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      execArgv: [],
      env: environment(),
    });
    let isUp = false;
    started.on("message", (message: FromDecoder) => {
      if (started !== child) return;
      if ("isUp" in message) isUp = true;
      else if ("picture" in message) settle(({ resolve }) => resolve(message.picture));
      else if ("error" in message)
        settle(({ header, reject }) => reject(broken(header.format, new Error(message.error))));
      else if ("isWorn" in message) {
        kill();
        if (current) begin(current);
      } else {
        child = undefined; // it kills itself
        settle(({ header, reject }) => reject(tooCostly(header, message.exceeded, limits)));
      }
    });
    const end = (how: string) => {
      if (started !== child) return;
      child = undefined;
      const error = new Error(`The decoder's process ${how}.`);
      settle(({ header, reject }) => reject(isUp ? broken(header.format, error) : error));
    };
    started.on("error", (error) => end(`could not be started: ${error.message}`));
    started.on("exit", (status, signal) => end(`ended with ${signal ?? `status ${status}`}`));
    return started;
  }

  return {
    decode(header, signal) {
      if (isClosed) return Promise.reject(shuttingDown());
      return new Promise((resolve, reject) => {
        const job: Job = { header, resolve, reject };
        waiting.push(job);
        startNext();
        signal?.addEventListener("abort", () => giveUp(job), { once: true });
      });
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      kill();
      for (const { reject } of current ? [current, ...waiting] : waiting) reject(shuttingDown());
      waiting.length = 0;
      current = undefined;
    },
  };
}

/** Keys and addresses are none of a decoder's business. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, SystemRoot } = process.env;
  // glibc's allocator then gives what a picture took back at once.
  return { PATH, LD_LIBRARY_PATH, SystemRoot, MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "262144" };
}

function shuttingDown(): PredictorError {
  return new PredictorError("shutting_down", "The service is going down.");
}

function tooCostly({ format }: Header, what: "time" | "memory", { memoryBytes }: ProcessLimits): PredictorError {
  const limit =
    what === "time" ? "takes too long to decode" : `takes more than ${Math.round(memoryBytes / 1e6)} MB to decode`;
  return new PredictorError(
    "picture_too_large",
    `This ${format} image ${limit}. Scale it down, or send a PNG or JPEG.`,
  );
}
