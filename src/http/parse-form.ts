import { Form } from "./form.ts";
import { parseMultipart } from "./multipart.ts";

/**
 * Reads a body as a form, by its Content-Type; what is no form has no fields.
 *
 * @throws RequestError 400 if it is a malformed multipart
 */
export function parseForm(body: Buffer, contentType = ""): Form {
  const mediaType = contentType.split(";", 1)[0].trim().toLowerCase();
  if (mediaType === "multipart/form-data") return parseMultipart(body, contentType);
  if (mediaType === "application/x-www-form-urlencoded") return Form.fromUrlEncoded(body.toString());
  return new Form();
}
