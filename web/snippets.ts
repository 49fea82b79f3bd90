/** The request that gives this answer, as code. File names come from users: each is quoted for its language. */

export const LANGUAGES = ["curl", "python", "typescript"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface SnippetRequest {
  /** Address of `POST /v1/digits`. */
  readonly url: URL;
  readonly maxError: number;
  readonly file: string;
  readonly contentType: string;
}

const WRITERS: Record<Language, (request: SnippetRequest) => string> = {
  curl: ({ url, maxError, file, contentType }) =>
    [
      `curl ${inShell(`${url.href}?max_error=${maxError}`)} \\`,
      `  --header ${inShell(`content-type: ${contentType}`)} \\`,
      `  --data-binary ${inShell(`@${file}`)}`,
    ].join("\n"),

  python: ({ url, maxError, file, contentType }) => `import requests

with open(${quoted(file)}, "rb") as picture:
    response = requests.post(
        ${quoted(url.href)},
        params={"max_error": ${maxError}},
        headers={"content-type": ${quoted(contentType)}},
        data=picture,
    )
response.raise_for_status()
print(response.json()["results"][0])`,

  typescript: ({ url, maxError, file, contentType }) => `import { readFile } from "node:fs/promises";

const response = await fetch(${quoted(`${url.href}?max_error=${maxError}`)}, {
  method: "POST",
  headers: { "content-type": ${quoted(contentType)} },
  body: await readFile(${quoted(file)}),
});
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

/** A JSON string is one in JavaScript, and one in Python as long as it is plain. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
