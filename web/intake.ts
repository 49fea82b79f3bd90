import { byId } from "./by-id.ts";
import { TEXTS } from "./texts.ts";

/** A file as it came in, with a name to call it by. */
export interface NamedFile {
  readonly name: string;
  readonly file: Blob;
}

/** Takes files by button, drop and paste. */
export function takeFiles(onFiles: (files: readonly NamedFile[]) => void): void {
  const files = byId<HTMLInputElement>("files");
  byId("choose").addEventListener("click", () => files.click());
  for (const input of [files, byId<HTMLInputElement>("capture")]) {
    input.addEventListener("change", () => {
      onFiles(toNamed(input.files));
      input.value = ""; // the same file may be chosen again
    });
  }
  takeDrops((list) => onFiles(toNamed(list)));
  let pasted = 0;
  document.addEventListener("paste", (event) => {
    const list = toNamed(event.clipboardData?.files);
    if (list.length === 0) return;
    event.preventDefault();
    onFiles(list.map(({ name, file }) => ({ name: name === "image.png" ? TEXTS.pasted(++pasted) : name, file })));
  });
}

function takeDrops(onDrop: (files: FileList) => void): void {
  const veil = byId("drop-veil");
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    onDrop(event.dataTransfer!.files);
  });
}

function toNamed(list: FileList | null | undefined): NamedFile[] {
  return [...(list ?? [])].map((file) => ({ name: file.name, file }));
}
