import { byId } from "./by-id.ts";
import { TEXTS } from "./texts.ts";

/**
 * Takes pictures with the camera. Browsers lend it to pages from https or from this machine only; elsewhere, phones still have
 * an input that opens their own camera application.
 */
export function offerCamera(
  onPicture: (name: string, picture: Blob) => void,
  onProblem: (message: string) => void,
): void {
  const button = byId("camera");
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) {
    button.hidden = !matchMedia("(pointer: coarse)").matches;
    button.addEventListener("click", () => byId("capture").click());
    return;
  }
  const dialog = byId<HTMLDialogElement>("camera-dialog");
  const video = byId<HTMLVideoElement>("viewfinder");
  let taken = 0;

  button.addEventListener("click", async () => {
    try {
      video.srcObject = await devices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } },
      });
    } catch {
      return onProblem(TEXTS.problems.camera);
    }
    dialog.showModal();
    await video.play().catch(() => {}); // closed again at once
  });
  dialog.addEventListener("close", () => {
    for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  });
  byId("camera-cancel").addEventListener("click", () => dialog.close());
  byId("take").addEventListener("click", async () => {
    if (video.videoWidth === 0) return; // not a single frame yet
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext("2d")!.drawImage(video, 0, 0);
    dialog.close();
    onPicture(TEXTS.photograph(++taken), await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 }));
  });
}
