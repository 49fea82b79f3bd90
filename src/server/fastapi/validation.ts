import { Form, type FormValue } from "./form.ts";
import { JsonBody } from "./json-body.ts";
import { shorten } from "./shorten.ts";
import { type Issue, type IssueLocation, ValidationError } from "./validation-error.ts";

/** The part of JSON Schema that requests of this API use. */
interface Schema {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  /** A type, or null. */
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly exclusiveMinimum?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
}

/** Each part of a request under the name that FastAPI has for it. */
const PLACES: Readonly<Record<string, string>> = {
  querystring: "query",
  params: "path",
  headers: "header",
  body: "body",
};

/**
 * Compiles a schema into a check of one part of a request, for Fastify. JSON is taken as it is; what comes as text
 * (query, form) is converted. Wrong values are described as FastAPI describes them.
 */
export function compileValidator({ schema, httpPart = "body" }: { schema: unknown; httpPart?: string }) {
  const place = PLACES[httpPart];
  return (value: unknown): { value: unknown } | { error: ValidationError } => {
    const issues: Issue[] = [];
    const checked = checkPart(schema as Schema, value, place, issues);
    return issues.length > 0 ? { error: new ValidationError(issues) } : { value: checked };
  };
}

function checkPart(schema: Schema, value: unknown, place: string, issues: Issue[]): unknown {
  if (schema.format === "binary") return value; // a file as the body, where the media type is literally that of the schema: image/*
  if (value instanceof Form) return checkForm(schema, value, place, issues);
  if (value === null && hasFiles(schema)) return checkForm(schema, new Form(), place, issues);
  if (place === "body") return checkJson(schema, value, [place], issues);
  const texts = Object.entries(value as Record<string, string | string[]>);
  return checkForm(schema, new Form(texts.map(([name, text]) => [name, [text].flat()])), place, issues);
}

function hasFiles({ properties = {} }: Schema): boolean {
  return Object.values(properties).some(({ type, format }) => type === "array" || format === "binary");
}

function checkJson(schema: Schema, body: unknown, loc: IssueLocation, issues: Issue[]): unknown {
  if (!(body instanceof JsonBody)) return refuse(issues, "missing", loc, "Field required", null);
  const value = body.value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const msg = "Input should be a valid dictionary or object to extract fields from";
    return refuse(issues, "model_attributes_type", loc, msg, value);
  }
  const checked: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const at = [...loc, name];
    if (Object.hasOwn(value, name))
      checked[name] = checkJsonValue(field, (value as Record<string, unknown>)[name], at, issues);
    else if (field.default !== undefined) checked[name] = field.default;
    else if (schema.required?.includes(name)) refuse(issues, "missing", at, "Field required", value);
  }
  return checked;
}

function checkJsonValue(field: Schema, value: unknown, loc: IssueLocation, issues: Issue[]): unknown {
  if (field.anyOf !== undefined) {
    if (value === null) return null;
    return checkJsonValue(field.anyOf.find(({ type }) => type !== "null")!, value, loc, issues);
  }
  if (field.type === "integer") {
    if (typeof value === "number" && Number.isInteger(value)) return checkBounds(field, value, loc, value, issues);
    return refuse(issues, "int_type", loc, "Input should be a valid integer", value);
  }
  if (field.enum !== undefined) return checkChoice(field.enum, value, loc, issues);
  return typeof value === "string"
    ? checkText(field, value, loc, issues)
    : refuse(issues, "string_type", loc, "Input should be a valid string", value);
}

function checkChoice(choices: readonly unknown[], value: unknown, loc: IssueLocation, issues: Issue[]): unknown {
  if (choices.includes(value)) return value;
  const expected = choices.map((choice) => `'${choice}'`).join(" or ");
  return refuse(issues, "literal_error", loc, `Input should be ${expected}`, value, { expected });
}

function checkText(field: Schema, text: string, loc: IssueLocation, issues: Issue[]): unknown {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = field;
  const characters = (count: number) => `${count} character${count === 1 ? "" : "s"}`;
  if (text.length < minLength) {
    const msg = `String should have at least ${characters(minLength)}`;
    return refuse(issues, "string_too_short", loc, msg, text, { min_length: minLength });
  }
  if (text.length > maxLength) {
    const msg = `String should have at most ${characters(maxLength)}`;
    return refuse(issues, "string_too_long", loc, msg, text, { max_length: maxLength });
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) {
    return refuse(issues, "string_pattern_mismatch", loc, `String should match pattern '${pattern}'`, text, {
      pattern,
    });
  }
  if (field.format === "date-time" && !isDateTime(text)) {
    const error = "write it as 2026-01-31T08:00:00Z";
    return refuse(issues, "datetime_parsing", loc, `Input should be a valid datetime, ${error}`, text, { error });
  }
  return text;
}

/** RFC 3339, with a time zone; or a date alone. */
function isDateTime(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2}))?$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

function checkForm(schema: Schema, form: Form, place: string, issues: Issue[]): unknown {
  const checked: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const values = form.get(name);
    const loc = [place, name];
    if (values.length > 0) {
      const check = (value: FormValue) => checkFormValue(field, value, loc, issues);
      checked[name] = field.type === "array" ? values.map(check) : check(values.at(-1)!);
    } else if (field.default !== undefined) checked[name] = field.default;
    else if (schema.required?.includes(name)) refuse(issues, "missing", loc, "Field required", null);
  }
  return checked;
}

function checkFormValue(field: Schema, value: FormValue, loc: IssueLocation, issues: Issue[]): unknown {
  if (field.type === "array" || field.format === "binary") {
    if (typeof value !== "string") return value;
    const msg = "Value error, Expected UploadFile, received: <class 'str'>";
    return refuse(issues, "value_error", loc, msg, value, { error: {} });
  }
  // A long text may come as a file, as `curl --form values=@list.txt` sends it.
  const text = typeof value === "string" ? value : new TextDecoder().decode(value.bytes);
  if (field.type === "number") return checkNumber(field, text, loc, issues);
  if (field.type === "integer") return checkInteger(field, text, loc, issues);
  if (field.type === "boolean") return checkBoolean(text, loc, issues);
  if (field.enum !== undefined) return checkChoice(field.enum, text, loc, issues);
  return checkText(field, text, loc, issues);
}

function checkInteger(field: Schema, text: string, loc: IssueLocation, issues: Issue[]): unknown {
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) {
    const msg = "Input should be a valid integer, unable to parse string as an integer";
    return refuse(issues, "int_parsing", loc, msg, text);
  }
  return checkBounds(field, Number(text), loc, text, issues);
}

function checkNumber(field: Schema, text: string, loc: IssueLocation, issues: Issue[]): unknown {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) {
    const msg = "Input should be a valid number, unable to parse string as a number";
    return refuse(issues, "float_parsing", loc, msg, text);
  }
  return checkBounds(field, number, loc, text, issues);
}

function checkBounds(field: Schema, number: number, loc: IssueLocation, input: unknown, issues: Issue[]): unknown {
  const { exclusiveMinimum: above, minimum: min, maximum: max } = field;
  if (above !== undefined && number <= above) {
    return refuse(issues, "greater_than", loc, `Input should be greater than ${above}`, input, { gt: above });
  }
  if (min !== undefined && number < min) {
    return refuse(issues, "greater_than_equal", loc, `Input should be greater than or equal to ${min}`, input, {
      ge: min,
    });
  }
  if (max !== undefined && number > max) {
    return refuse(issues, "less_than_equal", loc, `Input should be less than or equal to ${max}`, input, { le: max });
  }
  return number;
}

function checkBoolean(text: string, loc: IssueLocation, issues: Issue[]): unknown {
  if (/^(true|t|yes|y|on|1)$/i.test(text)) return true;
  if (/^(false|f|no|n|off|0)$/i.test(text)) return false;
  return refuse(issues, "bool_parsing", loc, "Input should be a valid boolean, unable to interpret input", text);
}

function refuse(
  issues: Issue[],
  type: string,
  loc: IssueLocation,
  msg: string,
  input: unknown,
  ctx?: Readonly<Record<string, unknown>>,
): undefined {
  issues.push({ type, loc, msg, input: toInput(input), ...(ctx && { ctx }) });
}

/** What was sent, as FastAPI repeats it; cut off where it is long, as the text that it is in JSON. */
function toInput(input: unknown): unknown {
  if (typeof input === "string") return shorten(input);
  const json = JSON.stringify(input);
  return shorten(json) === json ? input : shorten(json);
}
