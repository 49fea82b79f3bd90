import { BlockList } from "node:net";
import type { FastifyRequest } from "fastify";
import { PredictorError } from "../../errors.ts";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import { parseJsonBody } from "../fastapi/json-body.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import { hash, matches, readKey } from "../limits/keys.ts";
import type { ModelChange, ModelState } from "../process/model-registry.ts";
import { errorResponses } from "../schemas/errors.ts";
import type { Settings } from "../settings.ts";
import { Type } from "../type.ts";

const MAX_BODY_BYTES = 65_536;

const STATE_EXAMPLE = {
  model: {
    name: "digits",
    version: "2.7.0",
    sha256: "ea563177412b22843e33e1dce76aff58d93fe62101f59ed0fefc07b10ea433c0",
  },
  previous: null,
};

const Model = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    sha256: Type.String({ description: "Of the classifier's .onnx file" }),
  },
  { title: "ServedModel" },
);
const State = Type.Object(
  {
    model: Model,
    previous: Type.Union([Model, Type.Null()], { description: "What `back` would return to" }),
  },
  { title: "ModelState", "x-response-description": "What is served now", examples: [STATE_EXAMPLE] },
);
const Change = Type.Object(
  {
    action: Type.Enum(["reload", "back"], {
      description: "reload: read the model's files again; back: return to the model that was served before",
    }),
    model: Type.Optional(
      Type.String({ description: "With reload, the name of another .onnx file in the folder of --model-folder" }),
    ),
  },
  { title: "ModelChange", examples: [{ action: "reload" }] },
);

/** `POST /admin/model`: another model in all processes, or in none, while requests are answered. */
export function addAdminRoute(
  app: App,
  settings: Pick<Settings, "adminKeys" | "adminRemote" | "forwardedAllowIps">,
  changeModel: (change: ModelChange) => Promise<ModelState>,
): void {
  app.removeAllContentTypeParsers();
  addBodyParser(app, "*", MAX_BODY_BYTES, parseJsonBody);
  const known = settings.adminKeys.map(hash);

  app.addHook("onRequest", (request, reply, done) => {
    if (known.length === 0)
      return done(new RequestError(403, "The admin API is disabled. Set --admin-key to enable it."));
    if (!settings.adminRemote && !isLocal(request, settings.forwardedAllowIps.length > 0)) {
      return done(new RequestError(403, "This is answered only on the server itself. --admin-remote allows others."));
    }
    if (matches(known, readKey(request))) return done();
    reply.header("www-authenticate", "Bearer");
    done(
      new RequestError(401, "An admin key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'."),
    );
  });

  app.post(
    "/admin/model",
    {
      config: { public: true, adminKey: true }, // with a key of its own
      schema: {
        operationId: "change_model",
        tags: ["operations"],
        summary: "Serve another model without a stop, or go back",
        description:
          "The new model is checked, opened and tested beside the one in service, which stays where anything is wrong. " +
          "Needs a key of --admin-key, and by default comes from the server's own machine.",
        body: Change,
        response: { 200: State, ...errorResponses(400, 401, 403, 404, 408, 413, 422, 429, 503) },
      },
    },
    async (request) => {
      try {
        return await changeModel(request.body as ModelChange);
      } catch (error) {
        // Who asks is the one who can put it right, so that this isn't an internal error here.
        if (!(error instanceof PredictorError) || error.code !== "model_unusable") throw error;
        throw new RequestError(422, `${error.message} The model in service stays.`);
      }
    },
  );
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** A proxy on this machine is no proof that its client is here too. */
function isLocal({ ip, headers }: FastifyRequest, believesProxies: boolean): boolean {
  const forwarded = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  if (forwarded && !believesProxies) return false;
  return LOOPBACK.check(ip, ip.includes(":") ? "ipv6" : "ipv4");
}
