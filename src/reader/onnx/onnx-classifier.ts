import type { Classifier } from "../../core/classifier.ts";
import { INPUT_SIZE } from "../../core/picture.ts";
import { Tensor } from "./onnx-runtime.ts";
import { openSession } from "./open-session.ts";

/** What our graphs call their ends. */
const INPUT = "image";
const OUTPUT = "logits";

/**
 * Opens the classifier on the processor.
 *
 * @param threads how many threads one call may use
 * @throws PredictorError `model_unusable`
 */
export async function openOnnxClassifier(model: Uint8Array, threads = 1): Promise<Classifier> {
  const session = await openSession(model, { input: INPUT, output: OUTPUT }, threads);
  return {
    async classify(inputs, n) {
      const image = new Tensor("float32", inputs, [n, 1, INPUT_SIZE, INPUT_SIZE]);
      const { [OUTPUT]: logits } = await session.run({ [INPUT]: image });
      return logits.data as Float32Array;
    },
    close: () => session.release(),
  };
}
