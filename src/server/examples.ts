import { basename } from "node:path";

/** A picture that comes with the package; the documented requests and answers are about it. */
export const EXAMPLE_PICTURE = "test_images/7.png";
const MODEL = { name: "digits", version: "2.2.0" };

/** What `POST /v1/digits` answers to a form with two files; the second one is no image. */
export const DIGITS_EXAMPLE = {
  model: MODEL,
  results: [
    {
      name: basename(EXAMPLE_PICTURE),
      digit: 7,
      confidence: 0.999143,
      decision: "accept",
      probabilities: [0.000001, 0.000461, 0.000062, 0.000021, 0.000004, 0, 0, 0.999143, 0.000008, 0.000201],
      not_a_digit: 0.000098,
      warnings: [],
    },
    {
      name: "README.md",
      error: {
        status: 415,
        detail: "This is not an image that can be read. PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF are read.",
      },
    },
  ],
};

/** What `POST /v1/numbers?length=2` answers to `test_images/042.png`. */
export const NUMBERS_EXAMPLE = {
  model: MODEL,
  results: [
    {
      numbers: [
        {
          text: "42",
          value: 42,
          confidence: 0.94611,
          decision: "review",
          row: 0,
          column: 0,
          box: { x: 225.6, y: 42.4, width: 270.8, height: 190.6 },
          digits: [
            { digit: 4, confidence: 0.999742, box: { x: 225.6, y: 43.8, width: 121.9, height: 189.3 } },
            { digit: 2, confidence: 0.999779, box: { x: 381.3, y: 42.4, width: 115.1, height: 187 } },
          ],
          alternatives: [
            { text: "02", confidence: 0.124109 },
            { text: "04", confidence: 0.088043 },
          ],
          warnings: [],
          unconstrained: { text: "042", confidence: 0.997001 },
        },
      ],
      warnings: [],
    },
  ],
};

/** What `GET /v1/model` answers, with one threshold of each kind. */
export const MANIFEST_EXAMPLE = {
  ...MODEL,
  sha256: "ea563177412b22843e33e1dce76aff58d93fe62101f59ed0fefc07b10ea433c0",
  finder_sha256: "75099a74c33109fac60581cfe91369574d078978795b5f360e60d1d3210bc6ef",
  preprocessing_version: 3,
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"],
  weights: {
    classifier: 0.5573,
    finder: 0.2737,
    presence: 1.4318,
    bias: 0.0826,
    alone: 1.0041,
    alone_bias: 0.1878,
    nothing: 0.5686,
  },
  thresholds: [{ max_error: 0.01, confidence: 0.9898, coverage: 0.5994, n: 2002 }],
  number_weights: { bias: -1.0741, posterior: 0.5822, weakest: 0.3453, length: 0.4656, beside_others: -1 },
  number_thresholds: [{ max_error: 0.01, confidence: 0.9811, coverage: 0.0555, n: 667 }],
  scores: {},
  training: { date: "2026-11-26" },
};
