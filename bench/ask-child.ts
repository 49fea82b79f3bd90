import { fork } from "node:child_process";
import { once } from "node:events";

/** A script of ours in a process of its own, which answers one message at a time. */
export interface Child<Question extends object, Answer> {
  ask(question: Question): Promise<Answer>;
  end(): void;
}

/** It ends with this process, however that ends. */
export function startChild<Question extends object, Answer>(script: string): Child<Question, Answer> {
  const child = fork(script, { serialization: "advanced" });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const ended = once(child, "exit").then(([status]) => {
    throw new Error(`${script} ended with status ${status}.`);
  });
  ended.catch(() => undefined); // of interest only to who waits for an answer
  return {
    async ask(question) {
      const answer = once(child, "message");
      child.send(question);
      return (await Promise.race([answer, ended]))[0];
    },
    end() {
      process.off("exit", end);
      end();
    },
  };
}
