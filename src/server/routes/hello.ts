import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas/errors.ts";
import { Type } from "../type.ts";

const Hello = Type.Object(
  { Hello: Type.String() },
  { title: "Hello", "x-response-description": "A greeting", examples: [{ Hello: "World" }] },
);

export function addHelloRoutes(app: App): void {
  app.get(
    "/",
    {
      config: { public: true },
      schema: {
        operationId: "read_root",
        tags: ["hello"],
        summary: "Hello, world",
        description: "A browser is sent to the page instead, `/ui/`.",
        response: { 200: Hello, ...errorResponses(400, 429, 503) },
      },
    },
    () => ({ Hello: "World" }),
  );

  app.get(
    "/hello/:name",
    {
      config: { public: true },
      schema: {
        operationId: "say_hello",
        tags: ["hello"],
        summary: "Hello, you",
        description: "Greets by the name in the path.",
        params: Type.Object({ name: Type.String({ examples: ["World"] }) }),
        response: { 200: Hello, ...errorResponses(400, 429, 503) },
      },
    },
    (request) => ({ Hello: request.params.name }),
  );
}
