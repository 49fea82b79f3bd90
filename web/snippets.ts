/** The request that gives this answer, as code. File names come from users: each is quoted for its language. */

export const LANGUAGES = ["curl", "python", "typescript"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface SnippetRequest {
  /** Address of `POST /v1/digits` or `/v1/numbers`. */
  readonly url: URL;
  readonly maxError: number;
  readonly file: string;
  readonly contentType: string;
  /** Whether the server asks for a key. The snippet takes it from the environment, so that it can be passed on. */
  readonly keyed: boolean;
}

const WRITERS: Record<Language, (request: SnippetRequest) => string> = {
  curl: ({ url, maxError, file, contentType, keyed }) =>
    [
      `curl ${inShell(`${url.href}?max_error=${maxError}`)}`,
      ...(keyed ? ['--header "x-api-key: $API_KEY"'] : []),
      `--header ${inShell(`content-type: ${contentType}`)}`,
      `--data-binary ${inShell(`@${file}`)}`,
    ].join(" \\\n  "),

  python: ({ url, maxError, file, contentType, keyed }) => `${keyed ? "import os\n\n" : ""}import requests

with open(${quoted(file, "python")}, "rb") as picture:
    response = requests.post(
        ${quoted(url.href, "python")},
        params={"max_error": ${maxError}},
        headers={${keyed ? '"x-api-key": os.environ["API_KEY"], ' : ""}"content-type": ${quoted(contentType, "python")}},
        data=picture,
    )
response.raise_for_status()
print(response.json()["results"][0])`,

  typescript: ({ url, maxError, file, contentType, keyed }) => `import { readFile } from "node:fs/promises";

const response = await fetch(${quoted(`${url.href}?max_error=${maxError}`, "typescript")}, {
  method: "POST",
  headers: { ${keyed ? '"x-api-key": process.env.API_KEY!, ' : ""}"content-type": ${quoted(contentType, "typescript")} },
  body: await readFile(${quoted(file, "typescript")}),
});
if (!response.ok) throw new Error(await response.text());
const { results } = await response.json();
console.log(results[0]);`,
};

export function writeSnippet(language: Language, request: SnippetRequest): string {
  return WRITERS[language](request);
}

/** In single quotes a POSIX shell leaves everything alone but the quote itself. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A JSON string is one in both languages; what can't be seen, such as a change of direction, is written as an escape. */
function quoted(text: string, language: "python" | "typescript"): string {
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (letter) => {
    const code = letter.codePointAt(0)!.toString(16);
    if (code.length <= 4) return `\\u${code.padStart(4, "0")}`;
    return language === "python" ? `\\U${code.padStart(8, "0")}` : `\\u{${code}}`;
  });
}
