import type { Manifest } from "../../core/manifest.ts";
import { NON_DIGIT_SHARE } from "../calibrate/calibrate.ts";
import { MIDDLE_STRENGTH } from "../evaluate/damage.ts";
import type { NonDigitSummary } from "../evaluate/evaluate-sets.ts";
import type { NumberSummary } from "../evaluate/measure-numbers.ts";
import type { TimeSummary } from "../evaluate/measure-time.ts";
import { meanAccuracy, type RobustnessRow } from "../evaluate/robustness.ts";
import type { Summary } from "../evaluate/summarize.ts";
import { describeError, type NumberError } from "./draw-surest-errors.ts";
import { formatPercent, formatPercentInterval } from "./format-summary.ts";
import type { Confusion } from "./top-confusions.ts";

/** Sizes of the networks' files. */
export interface ModelBytes {
  readonly classifier: number;
  readonly finder: number;
  /** Of the line reader, where there is one. */
  readonly lines?: number | undefined;
  /** Of the quick classifier, where there is one. */
  readonly quick?: number | undefined;
}

/** Everything that the card states. */
export interface CardFigures {
  readonly manifest: Manifest;
  readonly modelBytes: ModelBytes;
  readonly sets: readonly Summary[];
  /** Photos and characters as one set, where both were measured. */
  readonly paper: Summary | null;
  readonly nonDigit: NonDigitSummary | null;
  readonly confusions: readonly Confusion[];
  readonly robustness: readonly RobustnessRow[];
  readonly numbers: readonly NumberSummary[];
  /** The surest ones, each with a plot of its own: `errorPlot`. */
  readonly numberErrors: readonly NumberError[];
  readonly time: TimeSummary | null;
  /** Names of the plots that were made, without `.svg`, with what they show. */
  readonly plots: readonly { readonly name: string; readonly alt: string }[];
}

/** The model card as Markdown (Mitchell et al. 2019, https://arxiv.org/abs/1810.03993). */
export function modelCard(figures: CardFigures): string {
  const { manifest, modelBytes } = figures;
  return `${[
    `# Model card: ${manifest.name} ${manifest.version}`,
    "Made by `npm run evaluate -- --data FOLDER`; every figure below was measured by that command, from the bytes of a picture on, with the code that serves. Don't edit it by hand.",
    whatItIs(manifest, modelBytes),
    INTENDED_USE,
    LIMITS,
    trainingSection(manifest),
    setsSection(figures),
    confidenceSection(figures),
    numbersSection(figures),
    nonDigitSection(figures),
    robustnessSection(figures),
    misreadSection(figures),
    errorsSection(figures),
    timeSection(figures),
  ]
    .filter((section) => section !== "")
    .join("\n\n")}\n`;
}

function whatItIs(manifest: Manifest, modelBytes: ModelBytes): string {
  const { classes, preprocessing_version, sha256, finder_sha256, lines_sha256, quick_sha256 } = manifest;
  const quick =
    quick_sha256 === undefined
      ? ""
      : ` The quick classifier (${megabytes(modelBytes.quick ?? 0)}, SHA-256 \`${quick_sha256}\`) sees such a picture first; where it is not sure enough of a digit, the classifier is asked.`;
  const lines =
    lines_sha256 === undefined
      ? ""
      : ` The line reader sees each number as a strip of 32 rows of pixels and says column by column which digit stands there, in sight of its neighbours (${megabytes(modelBytes.lines ?? 0)}, SHA-256 \`${lines_sha256}\`).`;
  return `## What it is
Small convolutional networks. The finder marks where digits are in a picture, and what they could be (an ONNX file of ${megabytes(modelBytes.finder)}, SHA-256 \`${finder_sha256}\`). The classifier, an ONNX file of ${megabytes(modelBytes.classifier)}, sees one of them as 28×28 grey pixels, as preparation ${preprocessing_version} of this program frames them, and gives a probability to each of ${classes.length} classes: the ten digits, and “none” for what is no digit (SHA-256 \`${sha256}\`). A small picture of ink on even paper is read without the finder.${quick}${lines}`;
}

const INTENDED_USE = `## Intended use
Reading handwritten digits and whole numbers from a picture: a photo of paper, a scan, a crop from a form, a drawing on a screen. Answers come with a calibrated confidence; where a wrong digit costs something, use only answers with the decision \`accept\` and let a person look at the rest.`;

const LIMITS = `## Limits
- As a digit, a picture is read as one: of several digits the largest, with a warning. As numbers, every number on it is read.
- Digits and nothing else: signs, separators and units are passed over, unless a pattern or type writes them.
- Pictures are made smaller to some 1,000 pixels before they are read; digits that are then lower than some 10 pixels are not found.
- Western Arabic digits, 0 to 9. Digits of other scripts are no digits to it, or are misread.
- Letters and signs that look like a digit (O, l, I, S, Z, B, g, q, /) can't be told from it without context, and the model doesn't try.
- Confidences and thresholds were fitted on held-out pictures of the kinds below. Where yours are of another kind, check with \`number-predictor evaluate --data\` on pictures of your own.
- Not for decisions about people, nor for identifying a writer.`;

function trainingSection({ training }: Manifest): string {
  const lines = Object.entries(training).map(([name, value]) => `- ${name.replaceAll("_", " ")}: ${inWords(value)}`);
  return `## Training
The manifest says of it:

${lines.length === 0 ? "- nothing" : lines.join("\n")}

No training source of this project reads \`photos\`, \`optdigits\` or MNIST's test pictures.`;
}

function setsSection({ sets, paper }: CardFigures): string {
  const rows = [...sets, ...(paper === null ? [] : [paper])].map(
    ({ set, title, n, accuracy, interval, accuracy_of_ten, ece, accepted }) => [
      `${set}: ${title}`,
      String(n),
      formatPercent(accuracy),
      formatPercentInterval(interval),
      formatPercent(accuracy_of_ten),
      formatPercent(ece),
      formatPercent(accepted.share),
      accepted.share === 0 ? "–" : `${formatPercent(accepted.wrong_share)} (${accepted.wrong})`,
    ],
  );
  const head = ["set", "pictures", "right", "95 % interval", "best of ten", "ECE", "accepted", "of them wrong"];
  const maxError = sets[0]?.accepted.max_error;
  return `## Accuracy
“Right” is the share of pictures with the right answer, for what is no digit the answer “none”; pictures that can't be read count as wrong. The interval is Wilson's. “Best of ten” is what the original endpoints answer, which know no “none”. ECE is the expected calibration error over 15 bins of equal width. “Accepted” are answers with the decision \`accept\` at \`max_error=${maxError}\`. Of sets that also train, only the held-out part counts; that part may have served to choose the model and to fit its confidences.

${table(head, rows)}

${figure("confusion", "Confusion matrix of all digits and of what is no digit")}`;
}

function confidenceSection({ manifest, plots }: CardFigures): string {
  const rows = manifest.thresholds.map(({ max_error, confidence, coverage, n }) => [
    formatPercent(max_error, 1),
    confidence.toFixed(4),
    formatPercent(coverage),
    String(n),
  ]);
  const thresholds =
    rows.length === 0
      ? "The manifest has no thresholds: nothing is accepted."
      : table(["errors at most", "least confidence", "accepted", "held-out pictures"], rows);
  const { none_share } = manifest.training;
  const noneShare = typeof none_share === "number" ? none_share : NON_DIGIT_SHARE;
  return `## Confidence
Finder and classifier are combined in a logarithmic opinion pool (Genest & Zidek 1986): the confidence is a softmax over the ten digits and “none” of a weighted sum of their logarithms. The weights were fitted on held-out whole pictures: the classifier's logarithms count ${manifest.weights.classifier.toFixed(2)} times, the finder's of the ten digits ${manifest.weights.finder.toFixed(2)} times, and its log odds that a digit is there ${manifest.weights.presence.toFixed(2)} times; “none” starts at ${manifest.weights.bias.toFixed(2)}. Where the finder is not asked, the classifier's logarithms count ${manifest.weights.alone.toFixed(2)} times, the inverse of a temperature (Guo et al. 2017), and “none” starts at ${manifest.weights.alone_bias.toFixed(2)}, which makes it as likely as it is among pictures that people send (Saerens et al. 2002). Of what the finder finds, one candidate is chosen. It is a digit more often than any place on a page: so for that candidate the logarithm of “none” counts ${manifest.weights.chosen_none.toFixed(2)} times and starts at ${manifest.weights.chosen_bias.toFixed(2)}, wherever that makes “none” less likely. A threshold is the least confidence at which a binomial test on held-out pictures, of which ${formatPercent(noneShare, 0)} show no digit, promises the error rate (after Geifman & El-Yaniv 2017); a rate that they are too few to promise has none.

${thresholds}

${plots
  .filter(({ name }) => name === "reliability" || name === "risk")
  .map(({ name, alt }) => figure(name, alt))
  .join("\n")}`;
}

function numbersSection({ numbers, manifest }: CardFigures): string {
  if (numbers.length === 0) return "";
  const rows = numbers.map(({ set, title, n, exact, interval, digit_error_rate, missed, extra, misread, accepted }) => [
    `${set}: ${title}`,
    String(n),
    formatPercent(exact),
    formatPercentInterval(interval),
    formatPercent(digit_error_rate),
    `${missed} / ${extra} / ${misread}`,
    formatPercent(accepted.share),
    String(accepted.wrong),
  ]);
  const head = [
    "set",
    "numbers",
    "right",
    "95 % interval",
    "digit errors",
    "missed / extra / misread",
    "accepted",
    "wrong",
  ];
  const thresholds = manifest.number_thresholds.map(({ max_error, confidence, coverage, n }) => [
    ...[formatPercent(max_error, 1), confidence.toFixed(4), formatPercent(coverage), String(n)],
  ]);
  return `## Numbers
“Right” is the share of numbers that were read right as a whole. Of several numbers on a picture the tallest is taken for the answer. “Accepted” are those with the decision \`accept\` at \`max_error=${numbers[0].accepted.max_error}\`, “wrong” how many of them are wrong. Thresholds were fitted on made-up pages and on held-out cheque amounts.

${table(head, rows)}

${table(["errors at most", "least confidence", "accepted", "held-out numbers"], thresholds)}`;
}

function nonDigitSection({ nonDigit, plots }: CardFigures): string {
  if (nonDigit === null) return "";
  return `## What is no digit
${nonDigit.none} pictures of letters, symbols and characters of other scripts against ${nonDigit.digits} digits, by the probability of “none”: area under the ROC curve ${nonDigit.auroc.toFixed(4)}.

${plots
  .filter(({ name }) => name === "roc")
  .map(({ name, alt }) => figure(name, alt))
  .join("\n")}`;
}

function robustnessSection({ robustness, plots }: CardFigures): string {
  if (robustness.length === 0) return "";
  const trained = robustness.filter((row) => row.inTraining);
  const fresh = robustness.filter((row) => !row.inTraining);
  const mean = (rows: readonly RobustnessRow[]) => formatPercent(meanAccuracy(rows, MIDDLE_STRENGTH));
  return `## Robustness
${robustness[0].cells[0].n} test pictures of MNIST, damaged by the project's own generator. Mean accuracy over kinds at strength ${MIDDLE_STRENGTH}: ${mean(robustness)}; kinds that the made-up scenes of training have in their way too ${mean(trained)}, the other kinds ${mean(fresh)}.

${plots
  .filter(({ name }) => name.startsWith("robustness"))
  .map(({ name, alt }) => figure(name, alt))
  .join("\n")}`;
}

function misreadSection({ confusions }: CardFigures): string {
  if (confusions.length === 0) return "";
  const rows = confusions.map(({ truth, answer, n, sets }) => [`${truth} → ${answer}`, String(n), sets.join(", ")]);
  return `## What is misread
The most frequent confusions, truth → answer. \`number-predictor evaluate --data FOLDER --misread FILE\` writes a page that shows every one.

${table(["confusion", "pictures", "where"], rows)}`;
}

/** Name of an error's picture, without `.svg`. @param index from 0 */
export function errorPlot(index: number): string {
  return `error-${index + 1}`;
}

function errorsSection({ numberErrors }: CardFigures): string {
  if (numberErrors.length === 0) return "";
  const rows = numberErrors.map(({ set, number }, i) => {
    const { truth, text, confidence, decision } = number;
    return [figure(errorPlot(i), describeError(number)), truth, text, formatPercent(confidence, 1), decision, set];
  });
  return `## The surest errors
The misread numbers of made-up pages with the highest confidence. Boxes show the digits that were read. Pictures of other sets belong to their owners, and are not shown here.

${table(["picture", "truth", "read", "confidence", "decision", "set"], rows)}`;
}

function timeSection({ time }: CardFigures): string {
  if (time === null) return "";
  const { n, decodeMs, findMs, networkMs, processorMs } = time;
  return `## Time
${n} photos of up to 480 pixels, one after the other, the network on one thread. Medians: decoding ${ms(decodeMs)}, preparation ${ms(findMs)}, network ${ms(networkMs)}. Processor time of the whole process: ${ms(processorMs)} a picture. These depend on the machine.`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(2)} ms`;
}

function figure(name: string, alt: string): string {
  return `![${alt}](model-card/${name}.svg)`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, part]) => `${name.replaceAll("_", " ")} ${inWords(part)}`)
      .join(", ");
  }
  return String(value);
}
