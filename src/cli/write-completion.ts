export interface CompletedFlag {
  /** Without the two dashes. */
  readonly flag: string;
  readonly help: string;
  readonly takesValue: boolean;
  /** Empty where the value may be anything, such as a file. */
  readonly choices: readonly string[];
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** What may stand first; empty where it is files. */
  readonly actions: readonly string[];
}

const PROGRAM = "number-predictor";

/** A script for the shell. What isn't known is completed as a file's name. */
export function writeCompletion(shell: "bash" | "zsh" | "fish", commands: readonly CompletedCommand[]): string {
  return { bash: writeBash, zsh: writeZsh, fish: writeFish }[shell](commands);
}

function writeBash(commands: readonly CompletedCommand[]): string {
  const words = (all: readonly string[]) => quote(all.join(" "));
  const values = commands.flatMap(({ name, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    ${quote(`${name} --${flag}`)}) words=${words(choices)} ;;`),
  );
  const others = commands.flatMap(({ name, flags }) => {
    const own = flags.filter(({ takesValue, choices }) => takesValue && choices.length === 0);
    return own.length === 0 ? [] : `    ${own.map(({ flag }) => quote(`${name} --${flag}`)).join("|")}) return ;;`;
  });
  return `_number_predictor() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  case "$command $before" in
${[...values, ...others].join("\n")}
  esac
  if ((COMP_CWORD == 1)); then
    words=${words([...commands.map(({ name }) => name), "--help", "--version"])}
  elif [[ $current == -* ]]; then
    case $command in
${commands.map(({ name, flags }) => `      ${name}) words=${words(flags.map(({ flag }) => `--${flag}`))} ;;`).join("\n")}
    esac
  elif [[ -z $words ]] && ((COMP_CWORD == 2)); then
    case $command in
${commands
  .filter(({ actions }) => actions.length > 0)
  .map(({ name, actions }) => `      ${name}) words=${words(actions)} ;;`)
  .join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _number_predictor ${PROGRAM}`;
}

function writeZsh(commands: readonly CompletedCommand[]): string {
  const toArgument = ({ flag, help, takesValue, choices }: CompletedFlag) => {
    const value = choices.length > 0 ? `:value:(${choices.map(escapeZsh).join(" ")})` : ":value:_files";
    return quote(`--${flag}[${escapeZsh(help)}]${takesValue ? value : ""}`);
  };
  const toOperands = (actions: readonly string[]) =>
    actions.length > 0 ? `${quote(`1:action:(${actions.join(" ")})`)} ${quote("*: :_files")}` : quote("*: :_files");
  return `#compdef ${PROGRAM}
_number_predictor() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${escapeZsh(summary)}`)}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands
  .map(({ name, flags, actions }) => {
    const all = [...flags.map(toArgument), toOperands(actions)];
    return `    ${name}) _arguments ${all.join(" ")} ;;`;
  })
  .join("\n")}
  esac
}
if [[ $funcstack[1] == _number_predictor ]]; then _number_predictor "$@"; else compdef _number_predictor ${PROGRAM}; fi`;
}

/** Of what `_arguments` gives a meaning to. */
function escapeZsh(text: string): string {
  return text.replace(/[\\:[\]()]/g, "\\$&");
}

function writeFish(commands: readonly CompletedCommand[]): string {
  const base = `complete -c ${PROGRAM}`;
  const lines = commands.flatMap(({ name, summary, flags, actions }) => {
    const after = quote(`__fish_seen_subcommand_from ${name}`);
    return [
      `${base} -n __fish_use_subcommand -f -a ${name} -d ${quoteFish(summary)}`,
      ...(actions.length > 0 ? [`${base} -n ${after} -f -a ${quoteFish(actions.join(" "))}`] : []),
      ...flags.map(({ flag, help, takesValue, choices }) => {
        const values = choices.length > 0 ? ` -x -a ${quoteFish(choices.join(" "))}` : " -r -F";
        return `${base} -n ${after} -l ${flag}${takesValue ? values : ""} -d ${quoteFish(help)}`;
      }),
    ];
  });
  return lines.join("\n");
}

/** For bash and zsh. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
