import { RequestError } from "../errors.ts";

/** A file in a form, or a body that is one. */
export interface FormFile {
  readonly bytes: Uint8Array;
  /** As its sender calls it; never where it is looked for. */
  readonly filename?: string | undefined;
}

export type FormValue = string | FormFile;

/** What a form without files may have, encoded. */
const MAX_URL_ENCODED_BYTES = 1_048_576;

/** The fields of a form or of a query, each with all its values in order. */
export class Form {
  readonly #fields: Map<string, FormValue[]>;

  constructor(fields: Iterable<[string, FormValue[]]> = []) {
    this.#fields = new Map(fields);
  }

  add(name: string, value: FormValue): void {
    const values = this.#fields.get(name);
    if (values) values.push(value);
    else this.#fields.set(name, [value]);
  }

  get(name: string): readonly FormValue[] {
    return this.#fields.get(name) ?? [];
  }

  /**
   * Reads `a=1&b=2`. A field left empty counts as not filled in.
   *
   * @throws RequestError 400 if there are more than `maxFields`, 413 if it is longer than a form without files is
   */
  static fromUrlEncoded(body: Buffer, maxFields: number): Form {
    if (body.length > MAX_URL_ENCODED_BYTES) {
      const allowed = `A URL-encoded form may have ${MAX_URL_ENCODED_BYTES / 1024} KB.`;
      throw new RequestError(413, `${allowed} Send a picture as a file, in a form of multipart/form-data.`);
    }
    const text = body.toString();
    const form = new Form();
    let separators = 0;
    for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1)) {
      if (++separators === maxFields) throw new RequestError(400, `Too many fields. At most ${maxFields} are read.`);
    }
    for (const [name, value] of new URLSearchParams(text)) if (value !== "") form.add(name, value);
    return form;
  }
}
