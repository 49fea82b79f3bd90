import { availableParallelism } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const CORES = String(availableParallelism());

/** A server that answers `POST /predict_file/`. bench/README.md says how each is run, and why. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly isOurs: boolean;
  /** Program and arguments. */
  command(port: number): readonly [string, ...string[]];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What is installed for it, its interpreter left out. */
  readonly installed: readonly string[];
}

export const CONTENDERS: readonly Contender[] = [
  peer("original", "the original", (python, port) => [python, "-m", "uvicorn", "app:app", "--port", port], {
    TF_CPP_MIN_LOG_LEVEL: "3",
  }),
  peer("fastapi-onnx", "FastAPI with ONNX Runtime, done well", serveWithUvicorn),
  peer("fastapi-opencv", "the same with OpenCV, which finds the digit", serveWithUvicorn),
  peer("litserve", "LitServe", (python, port) => [python, "app.py", port, CORES]),
  peer(
    "bentoml",
    "BentoML",
    (python, port) => [python, "-m", "bentoml", "serve", "service:Digits", "--host", "127.0.0.1", "--port", port],
    { BENTOML_DO_NOT_TRACK: "True" },
  ),
  ours("ours", "ours", 1),
  ours("ours-workers", `ours, --workers ${CORES}`, availableParallelism()),
];

function serveWithUvicorn(python: string, port: string): [string, ...string[]] {
  return [
    python,
    ...["-m", "uvicorn", "app:app", "--port", port, "--workers", CORES],
    ...["--loop", "uvloop", "--http", "httptools", "--no-access-log"],
  ];
}

function peer(
  name: string,
  title: string,
  command: (python: string, port: string) => [string, ...string[]],
  environment: Record<string, string> = {},
): Contender {
  const folder = join(import.meta.dirname, "peers", name);
  const python = join(folder, ".venv/bin/python");
  const installed = [join(folder, ".venv/lib")];
  return {
    name,
    title,
    isOurs: false,
    folder,
    environment,
    installed,
    command: (port) => command(python, String(port)),
  };
}

/** As the package and the container hold it: `npm run build` has put it into dist/. */
export function ours(name: string, title: string, workers: number): Contender {
  return {
    name,
    title,
    isOurs: true,
    folder: ROOT,
    installed: ["dist", "models"].map((part) => join(ROOT, part)),
    command: (port) => [
      process.execPath,
      ...["--max-semi-space-size=16", "dist/main.js", "serve", "--port", `${port}`, "--workers", `${workers}`],
    ],
    environment: { MALLOC_ARENA_MAX: "1" },
  };
}
