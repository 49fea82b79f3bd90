import type { Classifier } from "../../core/classifier.ts";
import { INPUT_SIZE } from "../../core/picture.ts";
import { PredictorError } from "../../errors.ts";
import { InferenceSession, Tensor } from "./onnx-runtime.ts";

/** What our graphs call their ends. */
const INPUT = "image";
const OUTPUT = "logits";

/**
 * Opens an ONNX model on the processor.
 *
 * @param threads how many threads one call may use; a service that answers many at once does best with one
 * @throws PredictorError `model_unusable`
 */
export async function openOnnxClassifier(model: Uint8Array, threads = 1): Promise<Classifier> {
  const session = await openSession(model, threads);
  return {
    async classify(inputs, n) {
      const image = new Tensor("float32", inputs, [n, 1, INPUT_SIZE, INPUT_SIZE]);
      const { [OUTPUT]: logits } = await session.run({ [INPUT]: image });
      return logits.data as Float32Array;
    },
    close: () => session.release(),
  };
}

async function openSession(model: Uint8Array, threads: number): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // Warnings of the runtime are no use to somebody who runs a service; its errors come as exceptions.
    logSeverityLevel: 3,
  };
  try {
    const session = await InferenceSession.create(model, options);
    if (session.inputNames.includes(INPUT) && session.outputNames.includes(OUTPUT)) return session;
    await session.release();
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model file is damaged or no ONNX model. Install it anew.", {
      cause,
    });
  }
  throw new PredictorError("model_unusable", `The model file is of another kind: it lacks "${INPUT}" or "${OUTPUT}".`);
}
