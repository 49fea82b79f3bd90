import { DEFAULT_MAX_ERROR } from "../src/core/decide/decide.ts";
import { byId } from "./by-id.ts";
import { offerCamera } from "./camera.ts";
import { createPad } from "./draw/pad.ts";
import { strokesToPicture } from "./draw/strokes.ts";
import { createDeviceReader } from "./engine/device-reader.ts";
import { createServerReader } from "./engine/server-reader.ts";
import { storeCorrection } from "./engine/store-correction.ts";
import { takeFiles } from "./intake.ts";
import { createItem, type Item, toProblem } from "./item.ts";
import { keepOffline } from "./keep-offline.ts";
import { ENDPOINTS, type Kind } from "./reading.ts";
import { saveFile } from "./save-file.ts";
import { TEXTS } from "./texts.ts";
import { toBlob } from "./to-blob.ts";
import { createAnswerView, type WayOut } from "./views/answer-view.ts";
import { createCorrectionView } from "./views/correction-view.ts";
import { createDeveloperView } from "./views/developer-view.ts";
import { createGalleryView } from "./views/gallery-view.ts";
import { paintPicture, showSeen } from "./views/seen-view.ts";
import { createStatusView } from "./views/status-view.ts";

const PREVIEW_SIDE = 560;
/** A drawing is sent to the server when the pen rests; on the device it is read all the time. */
const REST_MS = 250;
const EXPLAIN_AFTER_MS = 200;
/** From then on the server is offered while the engine is loading. */
const SLOW_ENGINE_MS = 2500;
const FILES_AT_A_TIME = 3;

type ReaderPlace = "device" | "server";

/** Ties the page together. @param page the page's own address, with its last slash */
export function createApplication(page: URL): void {
  const api = new URL("../", page);
  const status = createStatusView();
  const device = createDeviceReader(new URL("model/", page).href, (share) => status.showProgress(share));
  /** Kept nowhere but here. */
  let key = "";
  /** Whether the server has asked for a key; it is known from its first refusal on. */
  let keyed = false;
  const server = createServerReader(api, () => key);
  const drawing = createItem(TEXTS.drawing, new Blob(), true);
  let items: Item[] = [];
  let selected = drawing;
  let place: ReaderPlace = "device";
  let kind: Kind = "digit";
  let maxError = DEFAULT_MAX_ERROR;
  let engineIsSlow = false;

  const showAnswer = createAnswerView();
  const showGallery = createGalleryView((item) => select(item));
  const showDeveloper = createDeveloperView();
  const showCorrection = createCorrectionView(async (item, digit) => {
    try {
      await storeCorrection(api, item, digit, key);
    } catch (error) {
      const problem = toProblem(error, TEXTS.problems.unexpected);
      if (problem.code === "key_wanted" && item === selected) byId("key-form").hidden = false;
      keyed ||= problem.code === "key_wanted";
      throw problem;
    }
  });

  // --- showing -----------------------------------------------------------------------------------------------------------

  function show(): void {
    const onDrawing = selected === drawing;
    byId("pad").hidden = !onDrawing;
    byId("stage-picture").hidden = onDrawing;
    byId("no-picture").hidden = onDrawing || selected.preview !== undefined || selected.state !== "failed";
    byId("drawing-tools").hidden = !onDrawing;
    byId("picture-tools").hidden = onDrawing;
    byId("pad-hint").hidden = !onDrawing || pad.strokes.length > 0;
    for (const id of ["undo", "clear", "save"]) byId<HTMLButtonElement>(id).disabled = pad.strokes.length === 0;
    if (!onDrawing) {
      byId("picture-name").textContent = selected.name;
      byId("no-picture").textContent = TEXTS.noPicture;
      paintPicture(byId("stage-picture"), selected.preview, selected.reading);
      byId("stage-picture").setAttribute("aria-label", TEXTS.pictureAlt[kind](selected.name));
    }
    showAnswer(selected, kind, waysOutOf(selected));
    showCorrection(selected);
    showSeen(selected, kind);
    showGallery(items, selected);
    showDeveloper({ item: selected, maxError, url: new URL(ENDPOINTS[kind], api), keyed });
  }

  function waysOutOf({ problem, state, refused }: Item): readonly WayOut[] {
    const tryAgain = { label: TEXTS.tryAgain, take: () => setPlace(place) };
    const useDevice = { label: TEXTS.useDevice, take: () => setPlace("device") };
    const useServer = refused ? [] : [{ label: TEXTS.useServer, take: () => setPlace("server") }];
    const waits = place === "device" && engineIsSlow && (state === "waiting" || state === "reading");
    if (problem?.code === "server_gone") return [useDevice, tryAgain];
    if (problem?.code === "engine_failed") return [...useServer, tryAgain];
    return waits || problem?.code === "tiff_unsupported" ? useServer : [];
  }

  function select(item: Item): void {
    selected = item;
    show();
    explainSoon(item);
  }

  // --- reading -----------------------------------------------------------------------------------------------------------

  async function read(item: Item): Promise<void> {
    item.stop?.abort();
    item.stop = new AbortController();
    const { signal } = item.stop;
    item.state = "reading";
    delete item.problem;
    try {
      const reading = await (place === "device" ? device : server).read(item.source, { kind, maxError }, signal);
      if (signal.aborted) return;
      item.state = "read";
      item.reading = reading;
    } catch (error) {
      if (signal.aborted) return;
      item.state = "failed";
      item.problem = toProblem(error, TEXTS.problems.unexpected);
      item.refused ||= item.problem.code === "refused";
      keyed ||= item.problem.code === "key_wanted";
      delete item.reading;
    }
    delete item.heat;
    if (item === selected) explainSoon(item);
    show();
  }

  let explainTimer: ReturnType<typeof setTimeout> | undefined;
  function explainSoon(item: Item): void {
    clearTimeout(explainTimer);
    const { reading } = item;
    if (reading?.kind !== "digit" || item.heat !== undefined) return;
    explainTimer = setTimeout(async () => {
      const heat = await device.explain(reading.input, reading.digit).catch(() => undefined); // no engine, no heat
      if (heat === undefined || item.reading !== reading) return;
      if (heat !== null) item.heat = heat;
      if (item !== selected) return;
      if (heat === null)
        explainSoon(item); // another picture was read first
      else showSeen(item, kind);
    }, EXPLAIN_AFTER_MS);
  }

  // Of a drawing under way only the newest state matters: one reading at a time, and one more when it has changed since.
  let drawingBusy = false;
  let drawingChanged = false;
  async function readDrawing(): Promise<void> {
    drawingChanged = true;
    if (drawingBusy) return;
    drawingBusy = true;
    while (drawingChanged && pad.strokes.length > 0) {
      drawingChanged = false;
      const picture = strokesToPicture(pad.strokes);
      drawing.source = picture;
      drawing.preview = {
        image: await createImageBitmap(new ImageData(new Uint8ClampedArray(picture.rgba), picture.width)),
        width: picture.width,
        height: picture.height,
      };
      await read(drawing);
    }
    drawingBusy = false;
  }

  let restTimer: ReturnType<typeof setTimeout> | undefined;
  const pad = createPad(byId("pad"), (underWay) => {
    clearTimeout(restTimer);
    status.say("");
    if (pad.strokes.length === 0) {
      drawing.stop?.abort();
      drawing.state = "empty";
      for (const key of ["reading", "problem", "heat", "preview"] as const) delete drawing[key];
      return show();
    }
    if (place === "device") void readDrawing();
    else if (!underWay) restTimer = setTimeout(readDrawing, REST_MS);
    if (drawing.state === "empty") {
      drawing.state = "waiting";
      show();
    }
  });

  let running = 0;
  async function readWaiting(): Promise<void> {
    if (running >= FILES_AT_A_TIME) return;
    const next = items.find(({ state }) => state === "waiting");
    if (next === undefined) return;
    running++;
    const reading = read(next);
    show();
    await reading;
    running--;
    void readWaiting();
  }

  function readAllAgain(): void {
    for (const item of [drawing, ...items]) item.stop?.abort();
    for (const item of items) item.state = "waiting";
    for (let i = running; i < FILES_AT_A_TIME; i++) void readWaiting();
    if (pad.strokes.length > 0) void readDrawing();
    show();
  }

  async function add(files: readonly { readonly name: string; readonly file: Blob }[]): Promise<void> {
    if (files.length === 0) return;
    status.say("");
    const added = files.map(({ name, file }) => createItem(name, file));
    items = [...items, ...added];
    select(added[0]);
    for (let i = 0; i < FILES_AT_A_TIME; i++) void readWaiting();
    for (const item of added) {
      if (!items.includes(item)) return; // removed
      const preview = await device.preview(item.source as Blob, PREVIEW_SIDE).catch(() => undefined);
      if (preview === undefined) continue; // reading it will say why
      const { bitmap, width, height } = preview;
      item.preview = { image: bitmap, width, height };
      show();
    }
  }

  // --- controls ----------------------------------------------------------------------------------------------------------

  function setPlace(next: ReaderPlace): void {
    place = next;
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=where]"))
      input.checked = input.value === next;
    status.showPlace(next);
    if (next === "device") openDevice();
    readAllAgain();
  }

  function setKind(next: Kind): void {
    kind = next;
    for (const item of [drawing, ...items]) {
      delete item.reading;
      delete item.heat;
    }
    readAllAgain();
  }

  function openDevice(): void {
    const setSlow = (slow: boolean) => {
      engineIsSlow = slow;
      show();
    };
    const timer = setTimeout(setSlow, SLOW_ENGINE_MS, true);
    device
      .open()
      .then((opened) => {
        status.showReady(opened);
        void keepOffline(page).then((kept) => kept && status.showOffline());
      }, status.showFailed)
      .finally(() => {
        clearTimeout(timer);
        setSlow(false);
      });
  }

  /** What takes a server that keeps readings; offline there is none. */
  async function offerReadings(): Promise<void> {
    const answer = await fetch(new URL("service.json", page)).catch(() => undefined);
    const { readings = false } = answer?.ok ? await answer.json().catch(() => ({})) : {};
    byId("review-link").hidden = !readings;
    byId("correct").dataset.offered = String(readings);
    show();
  }

  for (const input of document.querySelectorAll<HTMLInputElement>("input[name=where]")) {
    input.addEventListener("change", () => setPlace(input.value as ReaderPlace));
  }
  for (const input of document.querySelectorAll<HTMLInputElement>("input[name=kind]")) {
    input.addEventListener("change", () => setKind(input.value as Kind));
  }
  byId("undo").addEventListener("click", pad.undo);
  byId("clear").addEventListener("click", pad.clear);
  byId("save").addEventListener("click", async () =>
    saveFile(await toBlob(strokesToPicture(pad.strokes)), drawing.name),
  );
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = byId<HTMLInputElement>("key");
    key = field.value;
    field.value = "";
    byId("answer").focus(); // the field goes
    readAllAgain();
  });
  byId("back").addEventListener("click", () => select(drawing));
  byId("remove-all").addEventListener("click", () => {
    for (const item of items) item.stop?.abort();
    items = [];
    select(drawing);
  });
  const strokeWidth = byId<HTMLInputElement>("stroke-width");
  strokeWidth.addEventListener("input", () => pad.setStrokeWidth(strokeWidth.valueAsNumber / 100));
  const maxErrorSelect = byId<HTMLSelectElement>("max-error");
  maxErrorSelect.addEventListener("change", () => {
    maxError = Number(maxErrorSelect.value);
    readAllAgain();
  });
  takeFiles((files) => void add(files));
  offerCamera(
    (name, file) => void add([{ name, file }]),
    (message) => status.say(message),
  );
  void offerReadings();
  show();
  // The engine is large: it comes after the page has been painted.
  requestAnimationFrame(() => setTimeout(openDevice));
}
