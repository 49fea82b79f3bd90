// The smallest API of this kind. Start it with `node examples/hello.ts`, then open http://localhost:8001/docs.
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import Fastify from "fastify";

const app = Fastify();
await app.register(swagger, { openapi: { info: { title: "Hello", version: "1.0.0" } } });
await app.register(swaggerUi, { routePrefix: "/docs" });

app.get("/", () => ({ Hello: "World" }));

const params = { type: "object", properties: { name: { type: "string" } } } as const;
app.get<{ Params: { name: string } }>("/hello/:name", { schema: { params } }, ({ params }) => ({ Hello: params.name }));

console.log(await app.listen({ port: Number(process.env.PORT ?? 8001) }));
