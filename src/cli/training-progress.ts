import type { TrainingProgress } from "../training/recipes/train-digits.ts";
import { createProgressBar } from "./progress-bar.ts";
import { toClock } from "./to-clock.ts";

/** A bar that is drawn again and again where a person looks on, and a line for each epoch everywhere. */
export function createProgress(stream: NodeJS.WriteStream): TrainingProgress {
  let score = "";
  const { draw, clear } = createProgressBar(stream);
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
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
