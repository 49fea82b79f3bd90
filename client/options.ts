// What callers say, and what each call makes of it.

/** An image file: a browser's `File` or `Blob`, Node's `openAsBlob(path)` or `readFile(path)`. What has no name is called `blob`. */
export type Picture = Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** An image file with a name, which its result then carries. A `File` has one already. */
export interface NamedPicture {
  readonly name: string;
  readonly data: Picture;
}

export interface CallOptions {
  /** Ends the request; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** In place of the client's, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface ReadOptions extends CallOptions {
  /** Share of accepted answers that may be wrong, above 0 and at most 1; 0.01 by default. */
  readonly maxError?: number;
  /** Adds what the classifier saw. */
  readonly explain?: boolean;
}

/** What every number must satisfy; the options combine. */
export interface Constraint {
  /** How many digits: `9`, `"3-6"`. */
  readonly length?: number | string;
  /** What the whole text looks like, a subset of regular expressions: `"\\d{2}\\.\\d{2}"`. */
  readonly pattern?: string;
  /** The least value. */
  readonly min?: number | string;
  /** The greatest value. */
  readonly max?: number | string;
  /** Whose check digits are right: `"luhn"`, `"mod97"`, `"isbn10"`, `"ean13"`, `"aba"`, `"verhoeff"`, `"damm"`. */
  readonly check?: string;
  /** The numbers to choose from. */
  readonly values?: readonly (number | string)[];
  /** A shorthand for a pattern: `"date:dmy"`, `"date:mdy"`, `"date:ymd"`, `"time"`, `"amount"`, `"zip:us"`. */
  readonly type?: string;
}

export interface NumbersOptions extends ReadOptions {
  readonly constraint?: Constraint;
  /** `"one"`: everything on the picture is one number. */
  readonly lines?: "one";
}

/** What a call sends, and how its answer is read. */
export interface CallRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: FormData | string;
  /** As a JSON object by default. @returns undefined where it is no answer of a number-predictor */
  readonly read?: (response: Response) => Promise<unknown> | unknown;
}
