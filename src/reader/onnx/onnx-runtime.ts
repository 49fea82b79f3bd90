// The only import of ONNX Runtime. It comes after its telemetry has been switched off.
import "./refuse-telemetry.ts";
import type { Tensor as OnnxTensor, InferenceSession as Session } from "onnxruntime-node";
import { loadRuntime } from "./load-runtime.ts";

const runtime = await loadRuntime();

export type InferenceSession = Session;
export type SessionOptions = Session.SessionOptions;
export type Tensor = OnnxTensor;
export const InferenceSession = runtime.InferenceSession;
export const Tensor = runtime.Tensor;
