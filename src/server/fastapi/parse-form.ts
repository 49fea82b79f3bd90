import { Form } from "./form.ts";
import { parseMultipart } from "./multipart.ts";

/**
 * Reads bodies as forms, by their Content-Type; what is no form has no fields.
 *
 * @param maxParts most parts, or fields, of a form
 * @returns what throws RequestError 400 if a form is malformed or has more parts
 */
export function createFormParser(maxParts: number): (body: Buffer, contentType?: string) => Form {
  return (body, contentType = "") => {
    const mediaType = contentType.split(";", 1)[0].trim().toLowerCase();
    if (mediaType === "multipart/form-data") return parseMultipart(body, contentType, maxParts);
    if (mediaType === "application/x-www-form-urlencoded") return Form.fromUrlEncoded(body, maxParts);
    return new Form();
  };
}
