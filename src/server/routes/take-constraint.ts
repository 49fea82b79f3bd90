import { CONSTRAINT_FIELDS } from "../schemas/numbers.ts";

export type ConstraintFields = Partial<Record<keyof typeof CONSTRAINT_FIELDS, string>>;

/** What a request says of the numbers on its pictures. A form's fields win over the address. */
export function takeConstraint(query: ConstraintFields, body: ConstraintFields | undefined): ConstraintFields {
  const fields: ConstraintFields = {};
  for (const name of Object.keys(CONSTRAINT_FIELDS) as (keyof ConstraintFields)[]) {
    const value = body?.[name] ?? query[name];
    if (value !== undefined && value !== "") fields[name] = value;
  }
  return fields;
}
