import { type ClientRequest, request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { HOSTILE_FILES } from "../../test/helpers/hostile-files.ts";

/** One kind of attack: it goes on until it is told to stop. */
export interface Attack {
  readonly name: string;
  run(port: number, stop: AbortSignal): Promise<void>;
}

const FORM_TYPE = "multipart/form-data; boundary=b";
const LARGE = 63_000_000;
const PAUSE_MS = 20;
/** A request that isn't answered is given up, and the next one sent. */
const PATIENCE_MS = 20_000;

/** The attacks that have hurt, each as it was found. Their files are made at once, since that takes processor time. */
export async function createAttacks(): Promise<readonly Attack[]> {
  const form = (files: readonly Uint8Array[]) =>
    Buffer.concat([
      ...files.flatMap((file) => [
        Buffer.from('--b\r\ncontent-disposition: form-data; name="image"; filename="x"\r\n\r\n'),
        file,
        Buffer.from("\r\n"),
      ]),
      Buffer.from("--b--\r\n"),
    ]);
  const many = (file: Uint8Array, count = 32) => form(Array(count).fill(file));
  const claims = await makeFile("BMP: 66 bytes that claim 25 megapixels");
  const overlaps = await makeFile("TIFF: directories that overlap");
  const frames = await makeFile("WebP: 80,000 frames");
  const strip = await makeFile("PNG: a strip of 500 × 8000");
  const progressive = await makeFile("JPEG: 25 megapixels, progressive");
  const text = Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name="image"\r\n\r\n'),
    Buffer.alloc(LARGE, "x"),
    Buffer.from("\r\n--b--\r\n"),
  ]);
  const nearBoundaries = form([Buffer.alloc(LARGE, "\r\n--bX")]);
  return [
    postAgain("32 BMPs that claim 25 megapixels", many(claims), FORM_TYPE, 2),
    postAgain("TIFFs whose directories overlap", overlaps, "image/tiff", 4),
    postAgain("WebPs of 80,000 frames", frames, "image/webp", 2),
    postAgain("32 strips", many(strip), FORM_TYPE, 2),
    postAgain("32 progressive JPEGs of 25 megapixels", many(progressive), FORM_TYPE, 2),
    postAgain("63 MB of text", text, FORM_TYPE, 2),
    postAgain("63 MB of near-boundaries", nearBoundaries, FORM_TYPE, 2),
    { name: "bodies of 10 MB of clients that go", run: abandonBodies },
    { name: "51 MB and then nothing", run: stall },
    { name: "idle connections", run: keepIdle },
  ];
}

async function makeFile(name: string): Promise<Uint8Array> {
  const found = HOSTILE_FILES.find((file) => file.name === name);
  if (found === undefined) throw new Error(`There is no hostile file "${name}".`);
  return await found.make();
}

/** So many clients post the same again and again, each over new connections. */
function postAgain(name: string, body: Uint8Array, type: string, clients: number): Attack {
  return {
    name,
    run: async (port, stop) => {
      const client = async () => {
        while (!stop.aborted) {
          await post(port, body, type, stop);
          await pause(stop);
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
    },
  };
}

function post(port: number, body: Uint8Array, type: string, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const headers = { "content-type": type, "content-length": body.length };
    const sent = request({ port, path: "/v1/digits", method: "POST", headers, agent: false }, (answer) => {
      answer.resume().once("close", resolve);
    });
    const patience = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
    const giveUp = () => sent.destroy();
    patience.addEventListener("abort", giveUp, { once: true });
    sent.once("close", resolve).on("error", () => resolve());
    sent.end(body);
  });
}

/** Sends whole bodies of large pictures, and is gone before there is an answer. */
async function abandonBodies(port: number, stop: AbortSignal): Promise<void> {
  const picture = Buffer.alloc(10_000_000);
  picture.set(await makeFile("JPEG: 25 megapixels"));
  while (!stop.aborted) {
    const sent: ClientRequest[] = [];
    for (let n = 0; n < 10; n++) {
      const one = request({ port, path: "/v1/digits", method: "POST", agent: false });
      one.on("error", () => undefined);
      one.end(picture);
      sent.push(one);
    }
    await sleep(500, undefined, { signal: stop }).catch(() => undefined);
    for (const one of sent) one.destroy();
  }
}

/** Five connections send most of a form, wait, and come again when they are cut off. */
async function stall(port: number, stop: AbortSignal): Promise<void> {
  const part = Buffer.alloc(51_000_000);
  const client = async () => {
    while (!stop.aborted) {
      const socket = open(port);
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.write(
        `POST /v1/digits HTTP/1.1\r\nhost: a\r\ncontent-type: ${FORM_TYPE}\r\ncontent-length: ${LARGE}\r\n\r\n`,
      );
      socket.write(part);
      socket.once("data", () => socket.destroy());
      stop.addEventListener("abort", () => socket.destroy(), { once: true });
      await closed;
      await pause(stop);
    }
  };
  await Promise.all(Array.from({ length: 5 }, client));
}

/** Connections without a request, as many as one process may have open. */
async function keepIdle(port: number, stop: AbortSignal): Promise<void> {
  const client = async () => {
    while (!stop.aborted) {
      const socket = open(port);
      stop.addEventListener("abort", () => socket.destroy(), { once: true });
      await new Promise((resolve) => socket.once("close", resolve));
      await sleep(200);
    }
  };
  await Promise.all(Array.from({ length: 500 }, client));
}

function open(port: number): Socket {
  return connect(port, "127.0.0.1").on("error", () => undefined);
}

async function pause(stop: AbortSignal): Promise<void> {
  if (!stop.aborted) await sleep(PAUSE_MS);
}
