import { PredictorError } from "../errors.ts";

/** @throws PredictorError `usage` */
export function toModelName(text: string): string {
  return check("name", text, /^\w[\w.-]{0,63}$/, "letters, digits, dots, - and _");
}

/** @throws PredictorError `usage` */
export function toModelVersion(text: string): string {
  return check("version", text, /^\d+\.\d+\.\d+([-+][\w.+-]{1,40})?$/, "the form 1.0.0");
}

function check(name: string, text: string, form: RegExp, words: string): string {
  if (form.test(text)) return text;
  throw new PredictorError("usage", `--${name} can't be ${JSON.stringify(text.slice(0, 64))}: it takes ${words}.`);
}
