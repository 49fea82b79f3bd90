import { basename } from "node:path";

/** A picture that comes with the package; the documented requests and answers are about it. */
export const EXAMPLE_PICTURE = "test_images/7.png";
const MODEL = { name: "digits", version: "2.7.0" };

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
  sha256: "e76fb77e06807d10813a7879eac7beb63a089981e9a719faef0e3c2bb8db674a",
  finder_sha256: "1eff5a1b47eab4f8919d5b8fcfa0edac8dba15ceb1aa72111f76973facb0e0b7",
  lines_sha256: "17ecb5f393f40afd3cc28ecddca6e19daffc64c16f8cbba02cd71366a911f446",
  quick_sha256: "7a3fbaf65a2d46145e68f1649959642f18caf12dc73440be2d310450d5848469",
  preprocessing_version: 3,
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"],
  weights: {
    classifier: 0.5235,
    finder: 0.2351,
    presence: 1.2361,
    bias: 0.8499,
    alone: 0.9451,
    alone_bias: -0.2443,
    chosen_none: 0.4537,
    chosen_bias: -1.4678,
    nothing: 0.6568,
  },
  quick_weights: { alone: 1.0842, alone_bias: 0.1547, sure: 0.998 },
  thresholds: [{ max_error: 0.01, confidence: 0.9811, coverage: 0.6027, n: 7453 }],
  line_weights: { alone: 0.6952, alone_none: 0.6354, line: 0.411, line_none: 0.4258, bias: 0.8877 },
  number_weights: {
    bias: -1.4123,
    posterior: 0.2969,
    weakest: 0.3678,
    length: 0.5224,
    presence: 0.4546,
    unread: -0.0159,
    missed: -0.2722,
    agrees: 1.3664,
    plain: -1.1563,
    plain_posterior: -0.0498,
    beside_others: -0.7,
  },
  number_thresholds: [{ max_error: 0.01, confidence: 0.9646, coverage: 0.3171, n: 8922 }],
  scores: {},
  training: { date: "2026-11-28" },
};
