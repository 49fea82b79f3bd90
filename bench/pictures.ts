import sharp from "sharp";
import { drawDigits } from "../scripts/draw-test-images.ts";
import { createRandom } from "../src/training/random.ts";

/** A picture that is sent. */
export interface BenchPicture {
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
}

/** Made by the project's own drawing: small, as from a data set; a photo as from a web page; a photo as from a phone. */
export async function drawPictures(): Promise<readonly BenchPicture[]> {
  return [
    { name: "small", title: "28×28 PNG", bytes: await drawSmall() },
    { name: "photo", title: "480-pixel JPEG", bytes: await drawPhoto(480, 360) },
    { name: "large", title: "12-megapixel JPEG", bytes: await drawPhoto(4000, 3000) },
  ];
}

async function drawSmall(): Promise<Uint8Array> {
  return await digit().resize(28, 28).greyscale().png().toBuffer();
}

/** A digit on paper, unevenly lit and with a sensor's noise, so that it costs a decoder what a photo does. */
async function drawPhoto(width: number, height: number): Promise<Uint8Array> {
  const random = createRandom(12);
  const written = await digit()
    .resize(width, height, { fit: "contain", background: "white" })
    .removeAlpha()
    .raw()
    .toBuffer();
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 0.6 + 0.2 * (x / width) + 0.15 * (y / height);
      const noise = random.between(-6, 6);
      for (let channel = 0; channel < 3; channel++, at++) {
        written[at] = Math.min(255, Math.max(0, written[at] * light + noise));
      }
    }
  }
  return await sharp(written, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

function digit() {
  const { width, height, rgba } = drawDigits("7");
  return sharp(rgba, { raw: { width, height, channels: 4 } });
}
