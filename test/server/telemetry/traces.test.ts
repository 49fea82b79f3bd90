import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { openTraces } from "../../../src/server/telemetry/open-traces.ts";
import { startCollector } from "../../helpers/start-collector.ts";
import { type Server, startServer } from "../../helpers/start-server.ts";

const PICTURE = readFileSync(join(import.meta.dirname, "../../../test_images/7.png"));
const CALLER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
}

async function read(server: Server, headers: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  form.set("image_file", new Blob([PICTURE]), "Ada.png");
  return await fetch(`${server.url}/predict_file/`, { method: "POST", body: form, headers });
}

/** Everything that was sent by the time the server has ended. */
async function collect(t: TestContext, env: Record<string, string>, ask: (server: Server) => Promise<unknown>) {
  const collector = await startCollector(t);
  const server = await startServer(t, [], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env });
  await ask(server);
  server.process.kill("SIGTERM");
  assert.equal(await server.ended, 0, server.errors());
  return { received: collector.received, log: server.log() };
}

const JSON_PROTOCOL = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" };
const toSpans = (body: Buffer): Span[] =>
  JSON.parse(body.toString()).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );
const attributeOf = ({ attributes }: Pick<Span, "attributes">, key: string) =>
  Object.values(attributes.find((each) => each.key === key)?.value ?? {})[0];

describe("with the usual OTEL_ variables", () => {
  test("a request is traced from decoding to inference, below its caller's span", async (t) => {
    const env = { ...JSON_PROTOCOL, OTEL_SERVICE_NAME: "digits", OTEL_RESOURCE_ATTRIBUTES: "team=post" };
    const { received, log } = await collect(t, env, async (server) => {
      await read(server, { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01`, "x-request-id": "mine" });
      await fetch(`${server.url}/readyz`);
    });
    assert.deepEqual(
      received.map(({ path }) => path),
      ["/v1/traces"],
    );
    const [{ resource }] = JSON.parse(received[0].body.toString()).resourceSpans;
    assert.equal(attributeOf(resource, "service.name"), "digits");
    assert.equal(attributeOf(resource, "team"), "post");

    const spans = toSpans(received[0].body);
    const named = (name: string) => spans.find((span) => span.name === name)!;
    const request = named("POST /predict_file/");
    assert.equal(request.traceId, CALLER.traceId);
    assert.equal(request.parentSpanId, CALLER.spanId);
    assert.equal(attributeOf(request, "http.route"), "/predict_file/");
    assert.equal(attributeOf(request, "http.response.status_code"), 200);
    const total = named("recognize");
    assert.equal(total.parentSpanId, request.spanId);
    let last = BigInt(total.startTimeUnixNano);
    for (const name of ["queue", "decode", "prepare", "inference"]) {
      const span = named(name);
      assert.equal(span.traceId, CALLER.traceId);
      assert.equal(span.parentSpanId, total.spanId);
      assert.ok(BigInt(span.startTimeUnixNano) >= last, name);
      last = BigInt(span.endTimeUnixNano);
      assert.ok(last >= BigInt(span.startTimeUnixNano), name);
    }
    assert.equal(spans.length, 6, "health checks are not traced");
    assert.doesNotMatch(received[0].body.toString(), /Ada/);
    const line = log.split("\n").find((text) => text.includes("/predict_file/"))!;
    assert.equal(JSON.parse(line).trace_id, CALLER.traceId);
  });

  test("spans go out as protobuf where nothing else is said", async (t) => {
    const { received } = await collect(t, {}, async (server) => {
      await read(server, { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` });
    });
    assert.equal(received[0].headers["content-type"], "application/x-protobuf");
    assert.ok(received[0].body.includes(Buffer.from(CALLER.traceId, "hex")));
    assert.ok(received[0].body.includes("number-predictor"));
  });

  test("the sampler and the caller's own decision are followed", async (t) => {
    const env = { ...JSON_PROTOCOL, OTEL_TRACES_SAMPLER: "parentbased_always_off" };
    const { received } = await collect(t, env, async (server) => {
      await read(server);
      await read(server, { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` });
      await read(server, { traceparent: `00-${"1".repeat(32)}-${CALLER.spanId}-00` });
    });
    assert.deepEqual(
      [...new Set(received.flatMap(({ body }) => toSpans(body)).map(({ traceId }) => traceId))],
      [CALLER.traceId],
    );
  });

  for (const env of [{ OTEL_SDK_DISABLED: "true" }, { OTEL_TRACES_EXPORTER: "none" }]) {
    test(`${Object.entries(env).join().replace(",", "=")} sends nothing`, async (t) => {
      const { received } = await collect(t, env, read);
      assert.deepEqual(received, []);
    });
  }

  test("a collector that isn't there holds up neither answers nor the end", async (t) => {
    const server = await startServer(t, [], { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
    assert.equal((await read(server)).status, 200);
    server.process.kill("SIGTERM");
    assert.equal(await server.ended, 0);
  });

  test("what can't be sent is refused in one line", async () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
    await assert.rejects(
      openTraces({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }),
      /http\/protobuf or http\/json/,
    );
    await assert.rejects(openTraces({ OTEL_TRACES_EXPORTER: "zipkin" }), /otlp or none/);
  });
});

test("without them, nothing of OpenTelemetry's kit is loaded", async () => {
  assert.equal(await openTraces({}), undefined);
  assert.equal(await openTraces({ OTEL_SERVICE_NAME: "digits" }), undefined);
});
