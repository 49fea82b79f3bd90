import { Form, type FormValue } from "./form.ts";
import { JsonBody } from "./json-body.ts";
import { shorten } from "./shorten.ts";
import { type Issue, type IssueLocation, ValidationError } from "./validation-error.ts";

/** The part of JSON Schema that requests of this API use. */
interface Schema {
  readonly type: "object" | "array" | "string" | "number" | "boolean";
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

/** Each part of a request under the name that FastAPI has for it. */
const PLACES: Readonly<Record<string, string>> = { querystring: "query", params: "path", body: "body" };

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
      checked[name] = checkString(field, (value as Record<string, unknown>)[name], at, issues);
    else if (schema.required?.includes(name)) refuse(issues, "missing", at, "Field required", value);
  }
  return checked;
}

function checkString({ enum: choices }: Schema, value: unknown, loc: IssueLocation, issues: Issue[]): unknown {
  if (choices !== undefined && !choices.includes(value)) {
    const expected = choices.map((choice) => `'${choice}'`).join(" or ");
    return refuse(issues, "literal_error", loc, `Input should be ${expected}`, value, { expected });
  }
  return typeof value === "string"
    ? value
    : refuse(issues, "string_type", loc, "Input should be a valid string", value);
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
  if (field.type === "boolean") return checkBoolean(text, loc, issues);
  return text;
}

function checkNumber(field: Schema, text: string, loc: IssueLocation, issues: Issue[]): unknown {
  const number = Number(text);
  const { exclusiveMinimum: min, maximum: max } = field;
  if (text.trim() === "" || !Number.isFinite(number)) {
    const msg = "Input should be a valid number, unable to parse string as a number";
    return refuse(issues, "float_parsing", loc, msg, text);
  }
  if (min !== undefined && number <= min) {
    return refuse(issues, "greater_than", loc, `Input should be greater than ${min}`, text, { gt: min });
  }
  if (max !== undefined && number > max) {
    return refuse(issues, "less_than_equal", loc, `Input should be less than or equal to ${max}`, text, { le: max });
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
