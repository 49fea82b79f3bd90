// The one door to ONNX Runtime. Modules are run in the order of these lines, so it is never loaded with its telemetry.
import "./refuse-telemetry.ts";

export { InferenceSession, Tensor } from "onnxruntime-node";
