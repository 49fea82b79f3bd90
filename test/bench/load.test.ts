import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { planArrivals } from "../../bench/load/arrivals.ts";
import type { Load } from "../../bench/load/load.ts";
import { runLoad } from "../../bench/load/run-load.ts";
import { createTally } from "../../bench/load/tally.ts";
import { toRequest } from "../../bench/to-request.ts";
import { createRandom } from "../../src/training/random.ts";

test("who was due while the server stood still has waited, too", () => {
  let clock = 0;
  const tally = createTally(() => clock);
  // Ten requests, one every 10 ms, of which the server answers none before 100 ms have gone by, and then all at once.
  const requests = Array.from({ length: 10 }, (_, i) => tally.begin(10 * i));
  clock = 100;
  for (const request of requests) tally.end(request, 200);
  assert.deepEqual([...tally.finish().latenciesMs], [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
});

test("what is never answered counts with the time that it has waited", () => {
  let clock = 0;
  const tally = createTally(() => clock);
  const answered = tally.begin(0);
  const refused = tally.begin(1);
  tally.begin(2);
  clock = 5;
  tally.end(answered, 200);
  tally.end(refused, 503);
  tally.end(tally.begin(3), 0);
  clock = 1002;
  const { latenciesMs, ...counts } = tally.finish();
  assert.deepEqual([...latenciesMs], [5, 1000]);
  assert.deepEqual(counts, { tookMs: 1002, answered: 1, refused: 1, failed: 1, unanswered: 1 });
});

test("arrivals keep the rate, have no rhythm and are the same every time", () => {
  const due = planArrivals(1000, 10_000, createRandom(1));
  assert.ok(Math.abs(due.length - 10_000) < 300, `${due.length}`);
  assert.ok(due.every((at, i) => at < 10_000 && (i === 0 || at >= due[i - 1])));
  const gaps = due.slice(1).map((at, i) => at - due[i]);
  const long = gaps.filter((gap) => gap > 2).length / gaps.length; // e^-2 of them
  assert.ok(Math.abs(long - Math.exp(-2)) < 0.02, `${long}`);
  assert.deepEqual(planArrivals(1000, 10_000, createRandom(1)), due);
});

const LOADS: readonly Load[] = [
  { mode: "closed", clients: 3 },
  { mode: "open", requestsPerS: 100 },
];

for (const load of LOADS) {
  test(`${load.mode} loop: every answer is counted as what it is, also where the server closes the connection`, async (t) => {
    let asked = 0;
    const port = await listen(t, (request, response) => {
      request.resume().on("end", () => {
        asked++;
        if (asked % 5 === 0) response.setHeader("connection", "close");
        response.statusCode = asked % 4 === 0 ? 503 : 200;
        response.setHeader("content-length", 2).end("{}");
      });
    });
    const request = toRequest(Buffer.from("picture"));
    const { latenciesMs, tookMs, ...counts } = await runLoad({
      port,
      request,
      load,
      durationMs: 60_000,
      maxRequests: 20,
    });
    assert.deepEqual(counts, { answered: 15, refused: 5, failed: 0, unanswered: 0 });
    assert.equal(latenciesMs.length, 15);
    assert.ok(latenciesMs.every((latency) => latency > 0 && latency <= tookMs));
  });
}

async function listen(t: { after(end: () => void): void }, answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
