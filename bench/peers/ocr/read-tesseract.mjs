// Reads image files with Tesseract, as digits only: a path on each line of standard input, a line of JSON for each: {"line": text,
// "page": [texts]}. "line" takes the picture for one line of text, "page" looks for text.
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createWorker, PSM } from "tesseract.js";

const langPath = fileURLToPath(new URL("./node_modules/@tesseract.js-data/eng/4.0.0", import.meta.url));
const worker = await createWorker("eng", 1, { langPath, cacheMethod: "none" });
for await (const path of createInterface({ input: process.stdin })) {
  const read = async (mode) => {
    await worker.setParameters({ tessedit_pageseg_mode: mode, tessedit_char_whitelist: "0123456789" });
    return (await worker.recognize(path)).data.text.trim();
  };
  const line = await read(PSM.SINGLE_LINE);
  const page = (await read(PSM.SPARSE_TEXT)).split(/\s+/).filter(Boolean);
  console.log(JSON.stringify({ line, page }));
}
await worker.terminate();
