import { PredictorError } from "../../errors.ts";

/** What `process` in a worker and `Worker` in the primary have in common. */
export interface ProcessChannel {
  send?(message: unknown, callback: (error: Error | null) => void): unknown;
  on(event: "message", listener: (message: unknown) => void): unknown;
  once(event: "disconnect", listener: () => void): unknown;
}

/** What the other process may ask for, by name. */
export type Handlers = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

/** Asks the other process; rejects with its error, or where it ends or doesn't answer in time. */
export type Ask = <Result>(name: string, argument?: unknown, timeoutMs?: number) => Promise<Result>;

interface Question {
  readonly ask: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly reply: number;
  readonly result?: unknown;
  readonly error?: { readonly code: PredictorError["code"] | undefined; readonly message: string };
}

const MAX_WAIT_MS = 20_000;

/** Lets two processes ask each other for things, over the channel that `node:cluster` gives them. */
export function connectProcesses(channel: ProcessChannel, handlers: Handlers): Ask {
  const waiting = new Map<number, (reply: Reply) => void>();
  let asked = 0;

  channel.on("message", (message) => {
    if (isQuestion(message)) void answer(message, handlers).then((reply) => channel.send?.(reply, () => undefined));
    else if (isReply(message)) settle(message);
  });
  channel.once("disconnect", () => {
    for (const number of waiting.keys()) fail(number, "The other process has ended.");
  });

  function settle(reply: Reply): void {
    waiting.get(reply.reply)?.(reply);
    waiting.delete(reply.reply);
  }

  function fail(number: number, message: string): void {
    settle({ reply: number, error: { code: undefined, message } });
  }

  return <Result>(name: string, argument?: unknown, timeoutMs = MAX_WAIT_MS) =>
    new Promise<Result>((resolve, reject) => {
      const number = asked++;
      const timer = setTimeout(() => fail(number, "The other process doesn't answer."), timeoutMs);
      waiting.set(number, ({ result, error }) => {
        clearTimeout(timer);
        if (error === undefined) resolve(result as Result);
        else
          reject(error.code === undefined ? new Error(error.message) : new PredictorError(error.code, error.message));
      });
      const question: Question = { ask: number, name, argument };
      channel.send?.(question, (error) => error && fail(number, error.message));
    });
}

async function answer({ ask, name, argument }: Question, handlers: Handlers): Promise<Reply> {
  try {
    return { reply: ask, result: await handlers[name](argument as never) };
  } catch (error) {
    const code = error instanceof PredictorError ? error.code : undefined;
    return { reply: ask, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

function isQuestion(message: unknown): message is Question {
  return typeof message === "object" && message !== null && "ask" in message;
}

function isReply(message: unknown): message is Reply {
  return typeof message === "object" && message !== null && "reply" in message;
}
