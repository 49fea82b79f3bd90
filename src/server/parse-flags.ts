import { type ParseArgsConfig, parseArgs } from "node:util";
import { PredictorError } from "../errors.ts";

type FlagOptions = NonNullable<ParseArgsConfig["options"]>;
type FlagValue = string | boolean | readonly (string | boolean)[] | undefined;

export interface ParsedFlags {
  readonly values: Readonly<Record<string, FlagValue>>;
  /** What is no option. */
  readonly operands: readonly string[];
}

/**
 * Splits a command's line into flags and operands, with Node's `parseArgs`. A number below zero is taken as a value
 * (`--workers -1`), so that whoever reads the value can say what it must be.
 *
 * @param takesOperands else an operand is refused
 * @throws PredictorError `usage`, in one line that names the flag
 */
export function parseFlags(args: readonly string[], options: FlagOptions, takesOperands: boolean): ParsedFlags {
  try {
    const { values, positionals } = parseArgs({
      args: joinNegativeNumbers(args, options),
      options,
      allowPositionals: takesOperands,
      allowNegative: true,
      strict: true,
    });
    return { values: values as ParsedFlags["values"], operands: positionals };
  } catch (error) {
    throw new PredictorError("usage", explain(error as NodeJS.ErrnoException, options), { cause: error });
  }
}

function joinNegativeNumbers(args: readonly string[], options: FlagOptions): string[] {
  const joined: string[] = [];
  const end = args.indexOf("--");
  args.forEach((arg, index) => {
    const last = joined.at(-1);
    const takesValue = last?.startsWith("--") && options[last.slice(2)]?.type === "string";
    const isBeforeEnd = end < 0 || index < end;
    if (takesValue && isBeforeEnd && /^-[\d.]/.test(arg)) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  });
  return joined;
}

function explain({ code, message }: NodeJS.ErrnoException, options: FlagOptions): string {
  const name = /'--(?:no-)?([\w-]+)/.exec(message)?.[1];
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE" && name !== undefined) {
    return options[name].type === "boolean" ? `--${name} takes no value.` : `--${name} needs a value.`;
  }
  return `${message.split(/\. |\n/)[0].replace(/\.$/, "")}.`;
}
