import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import sharp from "sharp";
import { decode } from "../../../src/reader/decode/decode.ts";
import type { Format } from "../../../src/reader/decode/sniff.ts";
import { stripMetadata } from "../../../src/reader/metadata/strip-metadata.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

const SECRET = "Ada-was-here-52.5200N";
const drawing = readFileSync(join(import.meta.dirname, "../../../test_images/7.png"));

/** A picture in which each corner differs, with all that such a file may tell. */
async function encode(format: Format, orientation: number): Promise<Buffer> {
  const image = sharp(drawing)
    .resize(48, 36, { fit: "fill" })
    .withExif({ IFD0: { Copyright: SECRET, ImageDescription: SECRET }, IFD3: { GPSAreaInformation: SECRET } })
    .withXmp(
      `<?xpacket begin="" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${SECRET}</a></x:xmpmeta><?xpacket end="w"?>`,
    );
  if (orientation !== 1) image.withMetadata({ orientation }).withExifMerge({ IFD0: { Copyright: SECRET } });
  return await image
    .toFormat(format.toLowerCase() as "png", format === "TIFF" ? { compression: "lzw" } : {})
    .toBuffer();
}

const sourceOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("what a file tells of camera, place and people is taken out, and it is read as before", () => {
  for (const format of ["JPEG", "PNG", "WebP", "TIFF", "AVIF"] as const) {
    for (const orientation of [1, 6]) {
      test(`${format}, orientation ${orientation}`, async () => {
        const file = await encode(format, orientation);
        assert.ok(sourceOf(file).includes(SECRET), "the file must have something to take out");
        const stripped = stripMetadata(file);
        assert.ok(stripped);
        assert.equal(stripped.mediaType, `image/${format.toLowerCase()}`);
        assert.ok(!sourceOf(stripped.bytes).includes("Ada"), "it is still there");
        const [before, after] = [await decode(file), await decode(stripped.bytes)];
        assert.deepEqual([after.width, after.height], [before.width, before.height]);
        assert.ok(Buffer.from(before.rgba).equals(Buffer.from(after.rgba)));
        assert.equal((await sharp(stripped.bytes).metadata()).width, (await sharp(file).metadata()).width);
      });
    }
  }

  test("GIF comments", async () => {
    const gif = Buffer.from(await sharp(drawing).resize(48, 36).gif().toBuffer());
    const start = 13 + (gif[10] & 0x80 ? 3 * 2 ** ((gif[10] & 7) + 1) : 0);
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, SECRET.length]), Buffer.from(SECRET), Buffer.from([0])]);
    const file = Buffer.concat([gif.subarray(0, start), comment, gif.subarray(start)]);
    const stripped = stripMetadata(file);
    assert.ok(stripped && !sourceOf(stripped.bytes).includes(SECRET));
    assert.deepEqual((await decode(stripped.bytes)).rgba, (await decode(file)).rgba);
  });

  test("JPEG comments, what stands behind the picture, and a progressive one", async () => {
    const jpeg = await sharp(drawing).resize(48, 36).jpeg({ progressive: true }).toBuffer();
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 2 + SECRET.length]), Buffer.from(SECRET)]);
    const file = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), Buffer.from(SECRET)]);
    const stripped = stripMetadata(file);
    assert.ok(stripped && !sourceOf(stripped.bytes).includes(SECRET));
    assert.deepEqual((await decode(stripped.bytes)).rgba, (await decode(jpeg)).rgba);
  });

  test("BMP has none", async () => {
    const bmp = await encodePicture(await decode(drawing), "BMP");
    assert.deepEqual(stripMetadata(bmp)?.bytes, bmp);
  });

  test("an AVIF keeps its transparency", async () => {
    const file = await sharp(drawing)
      .resize(48, 36)
      .composite([
        {
          input: Buffer.from([255, 0, 0, 60]),
          raw: { width: 1, height: 1, channels: 4 },
          tile: true,
          blend: "dest-in",
        },
      ])
      .withExif({ IFD0: { Copyright: SECRET } })
      .avif({ lossless: true })
      .toBuffer();
    const [before, stripped] = [await decode(file), stripMetadata(file)];
    assert.equal(before.rgba[3], 60);
    assert.ok(stripped && sourceOf(file).includes(SECRET) && !sourceOf(stripped.bytes).includes(SECRET));
    assert.deepEqual(await decode(stripped.bytes), before);
    assert.equal((await sharp(stripped.bytes).metadata()).exif, undefined);
  });

  test("an AVIF whose notes lie where its pixels are said to be isn't kept", async () => {
    const file = await encode("AVIF", 1);
    assert.ok(stripMetadata(file));
    const meta = file.indexOf("meta", 0, "latin1") - 4;
    // The first item's first extent: version 0 or 1, four bytes each.
    const place = file.indexOf("iloc", 0, "latin1");
    const own = file.indexOf("mdat", 0, "latin1") + 4;
    let changed = 0;
    for (let at = place; at < place + file.readUInt32BE(place - 4) - 8; at++) {
      if (file.readUInt32BE(at) < own || file.readUInt32BE(at) >= file.length) continue;
      const other = Buffer.from(file);
      other.writeUInt32BE(meta, at); // into the list of items
      const stripped = stripMetadata(other);
      assert.ok(stripped === null || !sourceOf(stripped.bytes).includes(SECRET));
      if (stripped === null) changed++;
    }
    assert.ok(changed > 0);
  });

  test("damaged files are stripped or refused, never an error", async () => {
    for (const format of ["JPEG", "PNG", "WebP", "TIFF", "AVIF"] as const) {
      const file = await encode(format, 6);
      for (let end = 0; end < file.length; end += 37) stripOrRefuse(file.subarray(0, end));
      for (let at = 0; at < Math.min(file.length, 600); at++) {
        const changed = Buffer.from(file);
        changed[at] ^= 0xff;
        stripOrRefuse(changed);
      }
    }
  });
});

function stripOrRefuse(file: Uint8Array): void {
  try {
    stripMetadata(file);
  } catch (error) {
    assert.equal((error as Error).name, "PredictorError"); // as reading it would have refused it before
  }
}
