import type { App } from "../app-type.ts";
import { Type } from "../type.ts";

const Hello = Type.Object({ Hello: Type.String() });

export function addHelloRoutes(app: App): void {
  app.get(
    "/",
    {
      config: { public: true },
      schema: { operationId: "read_root", tags: ["hello"], summary: "Hello, world", response: { 200: Hello } },
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
        params: Type.Object({ name: Type.String() }),
        response: { 200: Hello },
      },
    },
    (request) => ({ Hello: request.params.name }),
  );
}
