import assert from "node:assert/strict";
import { test } from "node:test";
import { PredictorError } from "../../../src/errors.ts";
import type { Model } from "../../../src/reader/load-model.ts";
import type { ModelParticipant } from "../../../src/reader/open-service.ts";
import { createModelRegistry } from "../../../src/server/process/model-registry.ts";
import { FAKE_MANIFEST } from "../../helpers/fake-reader.ts";

const toModel = (version: string): Model => ({
  ...{ classifier: new Uint8Array(), finder: new Uint8Array() },
  manifest: { ...FAKE_MANIFEST, version },
});
/** Names are versions; the settings' own model is version 2 by now. */
const createRegistry = () => createModelRegistry(toModel("1"), async (name = "2") => toModel(name));

/** A process that serves a version, and refuses some. */
function createParticipant(refused: readonly string[] = []) {
  let prepared: string | undefined;
  const participant = {
    version: "1",
    prepare: async ({ manifest }: Model) => {
      await new Promise(setImmediate);
      if (refused.includes(manifest.version)) throw new PredictorError("model_unusable", "It is damaged.");
      prepared = manifest.version;
    },
    commit: async () => {
      participant.version = prepared ?? participant.version;
    },
    abort: async () => {
      prepared = undefined;
    },
  };
  return participant satisfies ModelParticipant;
}

test("a model is changed everywhere, there and back", async () => {
  const registry = createRegistry();
  const participants = [createParticipant(), createParticipant()];
  for (const participant of participants) await registry.join(participant);
  await assert.rejects(registry.change({ action: "back" }), { code: "not_found" });
  const state = await registry.change({ action: "reload" });
  assert.deepEqual([state.model.version, state.previous?.version], ["2", "1"]);
  assert.deepEqual(
    participants.map(({ version }) => version),
    ["2", "2"],
  );
  await registry.change({ action: "back" });
  assert.deepEqual(
    participants.map(({ version }) => version),
    ["1", "1"],
  );
  await registry.change({ action: "back" });
  assert.deepEqual(
    participants.map(({ version }) => version),
    ["2", "2"],
  );
});

test("reading the same model again doesn't lose the one to go back to", async () => {
  const registry = createRegistry();
  await registry.change({ action: "reload" });
  await registry.change({ action: "reload" });
  assert.equal((await registry.change({ action: "back" })).model.version, "1");
});

test("a model that one participant refuses is served nowhere", async () => {
  const registry = createRegistry();
  const [good, bad] = [createParticipant(), createParticipant(["2"])];
  for (const participant of [good, bad]) await registry.join(participant);
  await assert.rejects(registry.change({ action: "reload" }), /damaged/);
  await good.commit();
  assert.deepEqual([good.version, bad.version, registry.model.manifest.version], ["1", "1", "1"]);
});

test("a participant that is lost meanwhile doesn't stop a change, and one that joins meanwhile gets the new model", async () => {
  const registry = createRegistry();
  const [good, lost] = [createParticipant(), createParticipant(["2"])];
  for (const participant of [good, lost]) await registry.join(participant);
  const changed = registry.change({ action: "reload" });
  const joined = registry.join(createParticipant());
  registry.leave(lost);
  await changed;
  assert.equal(good.version, "2");
  assert.equal((await joined).manifest.version, "2");
});

test("changes that are asked for at once are made one after the other", async () => {
  const registry = createRegistry();
  const participant = createParticipant();
  await registry.join(participant);
  const versions = ["5", "6", "7"];
  const states = await Promise.all(versions.map((model) => registry.change({ action: "reload", model })));
  assert.deepEqual(
    states.map(({ model, previous }) => [previous?.version, model.version]),
    [
      ["1", "5"],
      ["5", "6"],
      ["6", "7"],
    ],
  );
  assert.equal(participant.version, "7");
});
