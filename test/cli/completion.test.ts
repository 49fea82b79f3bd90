import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { runCommand } from "../helpers/run-command.ts";

// In the shells themselves, with the script that each of them gets.

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));

const isThere = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** What the shell offers where the line ends. */
const OFFERS: Readonly<Record<string, (line: string, file: string) => string[]>> = {
  bash(line, file) {
    const words = line.split(" ");
    const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}`;
    const script = `source '${file}'; complete -p number-predictor >/dev/null || exit 9; ${set}; _number_predictor; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run("bash", ["--norc", "-c", script]);
  },
  zsh(line, file) {
    // A second zsh on a terminal of its own, in which Tab is pressed; before the mark stands what it shows.
    const script = `zmodload zsh/zpty; zpty z zsh -f -i
      zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source ${file}; zstyle ":completion:*" list-colors; LISTMAX=0; COLUMNS=500; LINES=400
        offer() { zle expand-or-complete; zle -R; print -n " OFFER""ED" }; zle -N offer; bindkey "^I" offer; print READ""Y'
      zpty -r z out '*READY*'
      zpty -w -n z '${line}'$'\\t'
      zpty -r z said '*OFFERED'
      print -rn -- $said; zpty -d z`;
    return run("zsh", ["-f", "-c", script]);
  },
  fish: (line, file) =>
    run("fish", [
      "--no-config",
      "-c",
      `source '${file}'; complete -C '${line}' | string replace --regex "\\t.*" ""; or true`,
    ]),
};

function run(shell: string, args: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(shell, args, { encoding: "utf8", cwd: folder, timeout: 60_000 });
  assert.equal(status, 0, stderr);
  return stripVTControlCharacters(stdout)
    .split(/[\s\r]+/)
    .filter(Boolean);
}

for (const [shell, offer] of Object.entries(OFFERS)) {
  describe(`completion in ${shell}`, { skip: isThere(shell) ? false : `needs ${shell}` }, () => {
    const file = join(folder, `complete.${shell}`);
    before(async () => {
      const { status, stdout, stderr } = await runCommand(["completion", shell]);
      assert.deepEqual([status, stderr], [0, ""]);
      writeFileSync(file, stdout);
    });

    for (const [line, wanted, unwanted] of [
      ["number-predictor re", ["readings", "replay"], ["serve"]],
      ["number-predictor serve --max-f", ["--max-file-bytes"], ["--model"]],
      ["number-predictor serve --no-acc", ["--no-access-log"], ["--access-log"]],
      ["number-predictor serve --log-level w", ["warning"], ["error"]],
      ["number-predictor predict --che", ["--check"], ["--csv"]],
      ["number-predictor predict --check l", ["luhn"], ["damm"]],
      ["number-predictor readings st", ["stats"], ["list"]],
      ["number-predictor readings list --status corr", ["corrected"], ["confirmed"]],
      ["number-predictor completion z", ["zsh"], ["bash"]],
    ] as const) {
      test(line, () => {
        const offered = offer(line, file);
        for (const word of wanted) assert.ok(offered.includes(word), `${word} is not in: ${offered.join(" ")}`);
        for (const word of unwanted) assert.ok(!offered.includes(word), `${word} is in: ${offered.join(" ")}`);
      });
    }
  });
}

test("another shell is named in one line", async () => {
  const { status, stdout, stderr } = await runCommand(["completion", "cmd"]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /^number-predictor: Say which shell: bash, zsh or fish .*\n$/);
});
