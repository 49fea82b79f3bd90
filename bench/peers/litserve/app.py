"""LitServe with batching, as https://lightning.ai/docs/litserve/features/batching has it; our model."""

import sys
from io import BytesIO
from pathlib import Path

import litserve
import numpy as np
import onnxruntime
from PIL import Image

MODEL = Path(__file__).parents[3] / "models/digits.onnx"


class DigitApi(litserve.LitAPI):
    def setup(self, device):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])

    def decode_request(self, request):
        image = Image.open(BytesIO(request["image_file"].file.read()))
        image.draft("L", (28, 28))
        image = image.convert("L").resize((28, 28))
        return 1 - np.asarray(image, dtype=np.float32)[None] / 255

    def batch(self, inputs):
        return np.stack(inputs)

    def predict(self, inputs):
        logits = self.session.run(["logits"], {"image": inputs})[0][:, :10]
        likelihoods = np.exp(logits - logits.max(axis=1, keepdims=True))
        return likelihoods / likelihoods.sum(axis=1, keepdims=True)

    def unbatch(self, outputs):
        return list(outputs)

    def encode_response(self, probabilities):
        prediction = int(probabilities.argmax())
        return {"prediction": prediction, "confidence": int(100 * probabilities[prediction])}


if __name__ == "__main__":
    api = DigitApi(max_batch_size=32, batch_timeout=0.001, api_path="/predict_file/")
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=int(sys.argv[2]), fast_queue=True)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", generate_client_file=False)
