import type { Static, TUnsafe } from "typebox";
import type { FormFile } from "../fastapi/form.ts";
import { Type } from "../type.ts";

/** A field of a form that takes a file. OpenAPI 3.1 says it with `contentMediaType`, what Swagger UI knows is `format`. */
export const FileSchema: TUnsafe<FormFile> = Type.Unsafe<FormFile>({
  type: "string",
  format: "binary",
  contentMediaType: "application/octet-stream",
});

export const NameSchema = Type.Optional(Type.String({ description: "The file's name, where the form has one" }));

export const ImageErrorSchema = Type.Object(
  {
    name: NameSchema,
    error: Type.Object({
      status: Type.Integer({
        minimum: 400,
        maximum: 599,
        description: "The HTTP status that the image alone would get",
      }),
      detail: Type.String({ description: "What is wrong, and what to do" }),
    }),
  },
  { title: "ImageError", description: "This image cannot be read; the others stand" },
);
export type ImageErrorJson = Static<typeof ImageErrorSchema>;
