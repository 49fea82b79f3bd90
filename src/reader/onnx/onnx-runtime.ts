// The one door to ONNX Runtime. Modules are run in the order of these lines, so it is never loaded with its telemetry.
import "./refuse-telemetry.ts";

// biome-ignore lint/performance/noBarrelFile: nobody else may import the package
export { InferenceSession, Tensor } from "onnxruntime-node";
