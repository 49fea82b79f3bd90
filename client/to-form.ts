import type { NumbersForm } from "./api-types.ts";
import type { NamedPicture, NumbersOptions, Picture } from "./options.ts";

/** @param fields those that are undefined are left out */
export function toForm(
  pictures: readonly (Picture | NamedPicture)[],
  fields: Readonly<Record<string, string | number | undefined>> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, String(value));
  for (const picture of pictures) {
    if ("data" in picture) form.append("image", toBlob(picture.data), picture.name);
    else form.append("image", toBlob(picture));
  }
  return form;
}

function toBlob(picture: Picture): Blob {
  return picture instanceof Blob ? picture : new Blob([picture]);
}

/** Fields of the form, which may be as long as a list of values is. */
export function toFields({ constraint = {}, lines }: Pick<NumbersOptions, "constraint" | "lines">) {
  const { length, pattern, min, max, check, values, type } = constraint;
  // The compiler asks for a field that is added to the API.
  return { length, pattern, min, max, check, values: values?.join("\n"), type, lines } satisfies {
    readonly [Name in Exclude<keyof NumbersForm, "image">]-?: number | string | undefined;
  };
}
