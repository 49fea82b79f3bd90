const KEPT_MS = 60_000;

/** Lets the browser save a file, under this name or one that the user chooses. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS); // some browsers begin to read it only after a question
}
