import { hasBrand, isAt } from "./sniff.ts";

/** Brands of HEIF files with HEVC inside (ISO/IEC 23008-12, annex B), and of HEIF in general, which Apple writes. */
const HEIC_BRANDS = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];

/** Each kind that people send by mistake, by its first bytes, with what to do instead. */
const KINDS: readonly (readonly [is: (bytes: Uint8Array, text: string) => boolean, advice: string])[] = [
  [
    (bytes) => hasBrand(bytes, HEIC_BRANDS),
    "This is a HEIC photo, which is not read. Export it as JPEG; on an iPhone, Settings → Camera → Formats → Most Compatible takes JPEGs.",
  ],
  [
    (bytes) => isAt(bytes, "\xff\x0a", 0) || isAt(bytes, "\0\0\0\x0cJXL \r\n\x87\n", 0),
    "This is a JPEG XL image, which is not read. Export it as PNG or JPEG.",
  ],
  [
    (bytes) => isAt(bytes, "\0\0\0\x0cjP  \r\n\x87\n", 0) || isAt(bytes, "\xff\x4f\xff\x51", 0),
    "This is a JPEG 2000 image, which is not read. Export it as PNG or JPEG.",
  ],
  [
    (bytes) => isAt(bytes, "II+\0", 0) || isAt(bytes, "MM\0+", 0),
    "This is a BigTIFF, which is not read. Save it as a classic TIFF or a PNG.",
  ],
  [(bytes) => isAt(bytes, "ftyp", 4), "This is a video, which is not read. Send one frame of it as PNG or JPEG."],
  [(_bytes, text) => text.startsWith("%PDF-"), "This is a PDF, which is not read. Export the page as PNG or JPEG."],
  [
    (_bytes, text) => /^<(svg|\?xml|!--|!doctype svg)/i.test(text) && /<svg[\s>]/i.test(text),
    "This is an SVG drawing, which is not read. Export it as PNG.",
  ],
  [
    (_bytes, text) => /^data:[\w/+.-]*[;,]/i.test(text) || /^[A-Za-z0-9+/_-]{64}/.test(text.replace(/\r?\n/g, "")),
    "This is base64 text. Decode it and send the bytes of the image themselves.",
  ],
  [
    (_bytes, text) => /^[{[]/.test(text),
    "This is JSON. Send the bytes of the image themselves as the body, or as a file in a form.",
  ],
  [(_bytes, text) => text.startsWith("<"), "This is HTML or XML. Send the image itself."],
];

/** Enough for an SVG's preamble. */
const LOOKED_AT = 1024;

/**
 * Names what was sent in place of an image, with what to do.
 *
 * @returns null where it isn't known
 */
export function nameUnread(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.subarray(0, LOOKED_AT))
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  return KINDS.find(([is]) => is(bytes, text))?.[1] ?? null;
}
