import assert from "node:assert/strict";
import { test } from "node:test";
import { PredictorError } from "../../../src/errors.ts";
import type { Model } from "../../../src/reader/load-model.ts";
import { createModelKeeper, type ModelPlace } from "../../../src/server/process/model-registry.ts";
import { FAKE_MANIFEST } from "../../helpers/fake-reader.ts";

const toModel = (version: string): Model => ({ weights: new Uint8Array(), manifest: { ...FAKE_MANIFEST, version } });
/** Names are versions; the settings' own model is version 2 by now. */
const createKeeper = () => createModelKeeper(toModel("1"), async (name = "2") => toModel(name));

/** A process that serves a version, and refuses some. */
function createPlace(refused: readonly string[] = []) {
  let staged: string | undefined;
  const place = {
    version: "1",
    stage: async ({ manifest }: Model) => {
      await new Promise(setImmediate);
      if (refused.includes(manifest.version)) throw new PredictorError("model_unusable", "It is damaged.");
      staged = manifest.version;
    },
    take: async () => {
      place.version = staged ?? place.version;
    },
    drop: async () => {
      staged = undefined;
    },
  };
  return place satisfies ModelPlace;
}

test("a model is changed everywhere, there and back", async () => {
  const keeper = createKeeper();
  const places = [createPlace(), createPlace()];
  for (const place of places) await keeper.join(place);
  await assert.rejects(keeper.change({ action: "back" }), { code: "not_found" });
  const state = await keeper.change({ action: "reload" });
  assert.deepEqual([state.model.version, state.previous?.version], ["2", "1"]);
  assert.deepEqual(
    places.map(({ version }) => version),
    ["2", "2"],
  );
  await keeper.change({ action: "back" });
  assert.deepEqual(
    places.map(({ version }) => version),
    ["1", "1"],
  );
  await keeper.change({ action: "back" });
  assert.deepEqual(
    places.map(({ version }) => version),
    ["2", "2"],
  );
});

test("reading the same model again doesn't lose the one to go back to", async () => {
  const keeper = createKeeper();
  await keeper.change({ action: "reload" });
  await keeper.change({ action: "reload" });
  assert.equal((await keeper.change({ action: "back" })).model.version, "1");
});

test("a model that one place refuses is served nowhere", async () => {
  const keeper = createKeeper();
  const [good, bad] = [createPlace(), createPlace(["2"])];
  for (const place of [good, bad]) await keeper.join(place);
  await assert.rejects(keeper.change({ action: "reload" }), /damaged/);
  await good.take();
  assert.deepEqual([good.version, bad.version, keeper.model.manifest.version], ["1", "1", "1"]);
});

test("a place that is lost meanwhile doesn't stop a change, and one that joins meanwhile gets the new model", async () => {
  const keeper = createKeeper();
  const [good, lost] = [createPlace(), createPlace(["2"])];
  for (const place of [good, lost]) await keeper.join(place);
  const changed = keeper.change({ action: "reload" });
  const joined = keeper.join(createPlace());
  keeper.leave(lost);
  await changed;
  assert.equal(good.version, "2");
  assert.equal((await joined).manifest.version, "2");
});

test("changes that are asked for at once are made one after the other", async () => {
  const keeper = createKeeper();
  const place = createPlace();
  await keeper.join(place);
  const versions = ["5", "6", "7"];
  const states = await Promise.all(versions.map((model) => keeper.change({ action: "reload", model })));
  assert.deepEqual(
    states.map(({ model, previous }) => [previous?.version, model.version]),
    [
      ["1", "5"],
      ["5", "6"],
      ["6", "7"],
    ],
  );
  assert.equal(place.version, "7");
});
