"""BentoML with adaptive batching, as https://docs.bentoml.com/en/latest/get-started/adaptive-batching.html has it; our model."""

from __future__ import annotations

from pathlib import Path

import bentoml
import numpy as np
import onnxruntime
from PIL.Image import Image

MODEL = Path(__file__).parents[3] / "models/digits.onnx"


@bentoml.service(workers="cpu_count")
class Digits:
    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])

    @bentoml.api(route="/predict_file/", batchable=True, max_batch_size=32)
    def predict_file(self, image_file: list[Image]) -> list[dict[str, int]]:
        logits = self.session.run(["logits"], {"image": np.stack([prepare(image) for image in image_file])})[0][:, :10]
        likelihoods = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = likelihoods / likelihoods.sum(axis=1, keepdims=True)
        return [{"prediction": int(row.argmax()), "confidence": int(100 * row.max())} for row in probabilities]


def prepare(image: Image) -> np.ndarray:
    image.draft("L", (28, 28))
    image = image.convert("L").resize((28, 28))
    return 1 - np.asarray(image, dtype=np.float32)[None] / 255
