import { PredictorError } from "../../errors.ts";
import { InferenceSession, type SessionOptions } from "./onnx-runtime.ts";

/**
 * Opens a network of ours.
 *
 * @param threads how many threads one call may use; a service that answers many at once does best with one
 * @throws PredictorError `model_unusable`
 */
export async function openSession(
  model: Uint8Array,
  { input, output }: { readonly input: string; readonly output: string },
  threads: number,
): Promise<InferenceSession> {
  const options: SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // A plan, and a block of memory, for each size of input doubles what is held, and is no faster.
    enableMemPattern: false,
    // Warnings of the runtime are no use to somebody who runs a service; its errors come as exceptions.
    logSeverityLevel: 3,
  };
  try {
    const session = await InferenceSession.create(model, options);
    if (session.inputNames.includes(input) && session.outputNames.includes(output)) return session;
    await session.release();
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model file is damaged or no ONNX model. Install it anew.", {
      cause,
    });
  }
  throw new PredictorError("model_unusable", `The model file is of another kind: it lacks "${input}" or "${output}".`);
}
