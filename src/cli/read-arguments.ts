import { parseFlags } from "../server/parse-flags.ts";
import { readSettings, SETTINGS, type SettingName, type Settings, variableOf } from "../server/settings.ts";

/** An option that only one command has. What the whole service knows is a setting (`server/settings.ts`). */
export interface CommandOption {
  /** What stands for the value in the help, or null for a switch. */
  readonly placeholder: string | null;
  readonly help: string;
  /** All that it may be, where that is a list. */
  readonly choices?: readonly string[];
}

/** What a command's line may hold, as its help and the shells' completion say it. */
export interface CommandLine {
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly settings: readonly SettingName[];
  /** What may stand first, where that is a list; else there may be files. */
  readonly actions?: readonly string[];
}

export interface Arguments<Name extends string> {
  readonly settings: Settings;
  /** The text of each option that was given by flag or variable; a switch is there when it is on. */
  readonly options: Readonly<Partial<Record<Name, string>>>;
  /** What is no option: files and folders. */
  readonly operands: readonly string[];
}

/**
 * Reads a command's line: its own options, the settings that it has as flags, and operands.
 *
 * @throws PredictorError `usage`
 */
export function readArguments<Name extends string>(
  args: readonly string[],
  localOptions: Readonly<Record<Name, CommandOption>>,
  settings: readonly SettingName[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Arguments<Name> {
  const names = Object.keys(localOptions) as Name[];
  const placeholders: (readonly [string, string | null])[] = [
    ...names.map((name) => [name, localOptions[name].placeholder] as const),
    ...settings.map((name) => [SETTINGS[name].flag, SETTINGS[name].placeholder] as const),
  ];
  const flags = placeholders.map(([flag, placeholder]) => {
    return [flag, { type: placeholder === null ? "boolean" : "string" } as const];
  });
  const { values, operands } = parseFlags(args, Object.fromEntries(flags), true);
  const settingValues = Object.entries(values).filter(([flag]) => !names.includes(flag as Name));
  const options = names.map((name) => {
    const text = String(values[name] ?? env[variableOf({ flag: name })] ?? "");
    return [name, localOptions[name].placeholder === null && /^(false|0|no|off)$/i.test(text) ? "" : text];
  });
  return {
    settings: readSettings(
      settingValues.map(([flag, value]) => (typeof value === "string" ? `--${flag}=${value}` : `--${flag}`)),
      env,
      settings,
    ),
    options: Object.fromEntries(options.filter(([, text]) => text !== "")),
    operands,
  };
}

/** The options as lines of a command's help, in the form of `describeSettings`. */
export function describeOptions(localOptions: Readonly<Record<string, CommandOption>>): string {
  const usage = (name: string, { placeholder }: CommandOption) =>
    `--${name}${placeholder === null ? "" : ` ${placeholder}`}`;
  return Object.entries(localOptions)
    .map(([name, option]) => `  ${usage(name, option).padEnd(38)} ${option.help}`)
    .join("\n");
}

/** Whether `--help` or `-h` is asked for, before any `--`. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === "--help" || arg === "-h");
}
