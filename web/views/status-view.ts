import type { Manifest } from "../../src/core/manifest.ts";
import { byId } from "../by-id.ts";
import { TEXTS } from "../texts.ts";

/** How far the engine is, where pictures go, and which model reads them. */
export interface StatusView {
  /** @param share 0…1 */
  showProgress(share: number): void;
  showReady(manifest: Manifest): void;
  showOffline(): void;
  showFailed(): void;
  showPlace(place: "device" | "server"): void;
  /** A sentence about something that went wrong outside any picture, seen wherever one is on the page; empty takes it away. */
  say(message: string): void;
}

export function createStatusView(): StatusView {
  let device: string = TEXTS.engine.ready;
  let place: "device" | "server" = "device";
  const bar = byId<HTMLProgressElement>("engine-progress");
  const label = byId("engine-label");
  const show = () => {
    byId("privacy").textContent = place === "device" ? device : TEXTS.engine.server;
  };
  const endLoading = (text: string) => {
    byId("engine").classList.toggle("done", text === "");
    label.textContent = text;
  };
  const say = (message: string) => {
    byId("notice-text").textContent = message;
    byId("notice").hidden = message === "";
  };
  byId("notice-close").addEventListener("click", () => say(""));
  show();
  return {
    say,
    showProgress(share) {
      byId("engine").classList.remove("done");
      bar.value = share;
      label.textContent = TEXTS.engine.loading(share);
    },
    showReady({ name, version }) {
      endLoading("");
      byId("model").textContent = TEXTS.engine.model(name, version);
    },
    showOffline() {
      device = TEXTS.engine.offline;
      show();
    },
    showFailed() {
      endLoading(TEXTS.engine.failed);
    },
    showPlace(next) {
      place = next;
      show();
    },
  };
}
