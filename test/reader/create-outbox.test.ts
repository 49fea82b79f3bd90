import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { createOutbox } from "../../src/reader/create-outbox.ts";

test("messages of a moment arrive as one, in their order, and what is handed over is no longer here", async (t) => {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const tell = createOutbox<Uint8Array | string>((messages, moved) => port1.postMessage(messages, moved), setImmediate);
  const bytes = Uint8Array.of(1, 2, 3);
  tell("first");
  tell(bytes, [bytes.buffer]);
  tell("last");
  assert.equal(bytes.length, 3, "nothing is sent yet");
  const [gathered] = await once(port2, "message");
  assert.deepEqual(gathered, ["first", Uint8Array.of(1, 2, 3), "last"]);
  assert.equal(bytes.length, 0);

  for (const each of ["1", "2", "3", "4", "5"]) tell(each);
  const [four] = await once(port2, "message");
  assert.deepEqual(four, ["1", "2", "3", "4"], "a full message doesn't wait for more");
  const [rest] = await once(port2, "message");
  assert.deepEqual(rest, ["5"]);
});

test("a message that can't be sent is refused, and the others arrive", async (t) => {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const refused: unknown[] = [];
  const tell = createOutbox<unknown>(
    (messages, moved) => port1.postMessage(messages, moved),
    setImmediate,
    (message, error) => refused.push(message, error.name),
  );
  const bytes = Uint8Array.of(1);
  const unsendable = () => 1;
  const arrived: unknown[] = [];
  port2.on("message", (messages: unknown[]) => arrived.push(...messages));
  tell(bytes, [bytes.buffer]);
  tell(unsendable);
  tell("last");
  while (arrived.length < 2) await once(port2, "message");
  assert.deepEqual(arrived, [Uint8Array.of(1), "last"]);
  assert.deepEqual(refused, [unsendable, "DataCloneError"]);
});
