import type { Sharp, SharpOptions } from "sharp";
import type { Picture } from "../../core/picture.ts";
import type { Header } from "./header.ts";
import { limitConcurrency } from "./limit-concurrency.ts";
import { loadSharp } from "./load-sharp.ts";

/** Of the four threads that Node lends, small pictures and the network keep two, however many large pictures come. */
const inTurn = limitConcurrency(2);

/**
 * Decodes any format but BMP on another thread, upright and shrunk while decoding where the format can.
 *
 * @param shrink original pixels per pixel of the picture, 1 or more
 * @throws Error what the decoder says, where the file is broken
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  header: Header,
  shrink: number,
  maxPixels: number,
  signal?: AbortSignal,
): Promise<Picture> {
  const sharp = await loadSharp();
  // The limit once more, for what is decoded need not be what the header promised.
  const options: SharpOptions = { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true, pages: 1 };
  const upright = turn(sharp(bytes, options), header.orientation);
  const longest = Math.max(1, Math.round(Math.max(header.width, header.height) / shrink));
  const sized = shrink > 1 ? upright.resize(longest, longest, { fit: "inside", withoutEnlargement: true }) : upright;
  const raw = sized.toColourspace("srgb").ensureAlpha().raw({ depth: "uchar" });
  const { data, info } = await inTurn(() => {
    signal?.throwIfAborted();
    return raw.toBuffer({ resolveWithObject: true });
  });
  if (data.length !== info.width * info.height * 4) throw new Error(`${info.channels} samples per pixel`);
  return { width: info.width, height: info.height, rgba: data };
}

/** As EXIF asks; `flip` and `flop` are done before `rotate`, whatever the order of the calls. */
function turn(image: Sharp, orientation: number): Sharp {
  switch (orientation) {
    case 2:
      return image.flop();
    case 3:
      return image.rotate(180);
    case 4:
      return image.flip();
    case 5:
      return image.flip().rotate(90);
    case 6:
      return image.rotate(90);
    case 7:
      return image.flip().rotate(270);
    case 8:
      return image.rotate(270);
    default:
      return image;
  }
}
