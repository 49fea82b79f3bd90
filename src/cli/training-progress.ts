import type { TrainingProgress } from "../training/recipes/train-digits.ts";

const WIDTH = 24;
const REFRESH_MS = 200;

/** A bar that is drawn again and again where a person looks on, and a line for each epoch everywhere. */
export function createProgress(stream: NodeJS.WriteStream): TrainingProgress {
  let score = "";
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (share: number, text: string) => {
    if (!stream.isTTY || (share < 1 && performance.now() - drawnAt < REFRESH_MS)) return;
    drawnAt = performance.now();
    const full = Math.round(share * WIDTH);
    stream.write(`\r\x1b[K${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${text}`);
  };
  const line = (text: string) => void stream.write(`${stream.isTTY ? "\r\x1b[K" : ""}${text}\n`);
  return {
    samples(made, count, what) {
      draw(made / count, `${made} of ${count} ${what}`);
      if (made === count) line(`${count} ${what} made`);
    },
    step({ step, steps, epoch, loss, secondsLeft }) {
      draw(step / steps, `epoch ${epoch}  loss ${loss.toFixed(4)}  ${score}${toClock(secondsLeft)} left`);
    },
    epoch(report, epochs) {
      score = `validation ${(100 * report.score).toFixed(2)} %  `;
      const best = report.best ? "  best so far" : "";
      line(`epoch ${report.epoch} of ${epochs}  loss ${report.loss.toFixed(4)}  ${score.trimEnd()}${best}`);
    },
  };
}

function toClock(seconds: number): string {
  const total = Math.round(seconds);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
}
