import { PredictorError } from "../errors.ts";
import { SETTINGS } from "../server/settings.ts";
import { EVALUATE_LINE } from "./evaluate.ts";
import { LEARN_LINE } from "./learn.ts";
import { PREDICT_LINE } from "./predict.ts";
import { asksForHelp, type CommandLine } from "./read-arguments.ts";
import { READINGS_LINE } from "./readings.ts";
import { REPLAY_LINE } from "./replay.ts";
import { SERVE_LINE } from "./serve.ts";
import { TRAIN_LINE } from "./train-options.ts";
import { writeCompletion } from "./write-completion.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
const LINES: Readonly<Record<string, CommandLine>> = {
  serve: SERVE_LINE,
  predict: PREDICT_LINE,
  readings: READINGS_LINE,
  train: TRAIN_LINE,
  learn: LEARN_LINE,
  replay: REPLAY_LINE,
  evaluate: EVALUATE_LINE,
  completion: { options: {}, settings: [], actions: SHELLS },
};

const HELP = `Usage: number-predictor completion bash|zsh|fish

Prints a script with which the shell completes commands, options and their values. In the shell's own start file:

  bash   eval "$(number-predictor completion bash)"
  zsh    eval "$(number-predictor completion zsh)"     after compinit
  fish   number-predictor completion fish | source`;

/** @param summaries of each command, by its name */
export async function completion(
  args: readonly string[],
  summaries: Readonly<Record<string, string>>,
): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const shell = SHELLS.find((each) => each === args[0]);
  if (shell === undefined || args.length > 1) {
    throw new PredictorError("usage", "Say which shell: bash, zsh or fish (number-predictor completion --help).");
  }
  const commands = Object.entries(summaries).map(([name, summary]) => {
    const { options, settings, actions } = LINES[name];
    const all = [
      ...Object.entries(options).map(([flag, option]) => ({ flag, hasOff: false, ...option })),
      ...settings.map((each) => ({ hasOff: SETTINGS[each].placeholder === null, ...SETTINGS[each] })),
    ];
    const flags = all.flatMap(({ flag, hasOff, placeholder, help, choices }) => [
      { flag, help, takesValue: placeholder !== null, choices: choices ?? [] },
      ...(hasOff ? [{ flag: `no-${flag}`, help: `not: ${help}`, takesValue: false, choices: [] }] : []),
    ]);
    flags.push({ flag: "help", help: "say what it does and takes", takesValue: false, choices: [] });
    return { name, summary, flags, actions: actions ?? [] };
  });
  console.log(writeCompletion(shell, commands));
  return 0;
}
