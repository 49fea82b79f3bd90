// Asks for the digit on a picture, both ways: node examples/client.ts [PICTURE] [URL]
import { openAsBlob } from "node:fs";

const [picture = "test_images/7.png", url = "http://localhost:8000"] = process.argv.slice(2);

async function post(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url + path, { method: "POST", ...init });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return await response.json();
}

// The server reads the file: a path below its --image-root.
const headers = { "content-type": "application/json" };
console.log(await post("/predict/", { headers, body: JSON.stringify({ path_to_img: picture }) }));

// We send the file.
const form = new FormData();
form.append("image_file", await openAsBlob(picture), picture);
console.log(await post("/predict_file/", { body: form }));
