import { join } from "node:path";

/** The folder with `package.json` and `models/`: beside `src/`, and beside `dist/`, where the build leaves all code in one folder. */
export const PACKAGE_ROOT = join(import.meta.dirname, "..");
/** The model that comes with the package. */
export const PACKAGED_MODEL = join(PACKAGE_ROOT, "models", "digits.onnx");
