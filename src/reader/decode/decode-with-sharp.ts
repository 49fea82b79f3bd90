import type { Sharp, SharpOptions } from "sharp";
import type { Picture } from "../../core/picture.ts";
import type { Header } from "./header.ts";
import { loadSharp } from "./load-sharp.ts";

/** How far what sharp computed may be from what we expect, in pixels: both round. */
const SLACK = 1;

/**
 * Decodes any format but BMP on another thread, upright and shrunk while decoding where the format can.
 *
 * @param shrink original pixels per pixel of the picture, 1 or more
 * @throws Error what the decoder says, where the file is broken or has other pixels than its header says
 */
export async function decodeWithSharp(header: Header, shrink: number): Promise<Picture> {
  const sharp = await loadSharp();
  const { file, width, height, orientation, truncated } = header;
  const options: SharpOptions = {
    // Only then it tells that it had to make up pixels at the end.
    failOn: truncated ? "warning" : "error",
    limitInputPixels: (width + SLACK) * (height + SLACK), // what is decoded need not be what the header promised
    sequentialRead: true,
    pages: 1,
    // Profiles hardly change what is ink and what is paper, browsers read without them, and a crafted one takes minutes.
    ignoreIcc: true,
  };
  const upright = turn(sharp(file, options), orientation);
  const longest = Math.max(1, Math.round(Math.max(width, height) / shrink));
  const sized = shrink > 1 ? upright.resize(longest, longest, { fit: "inside", withoutEnlargement: true }) : upright;
  const raw = sized.toColourspace("srgb").ensureAlpha().raw({ depth: "uchar" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  if (data.length !== info.width * info.height * 4) throw new Error(`${info.channels} samples per pixel`);
  const [across, down] = orientation >= 5 ? [height, width] : [width, height];
  const ratio = longest / Math.max(width, height);
  if (Math.abs(info.width - across * ratio) > SLACK || Math.abs(info.height - down * ratio) > SLACK) {
    throw new Error(`${info.width} × ${info.height} pixels, where the header says ${across} × ${down}`);
  }
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
