"""The same done well: small pictures at once, large ones on a thread and shrunk while decoding; our model."""

from io import BytesIO
from pathlib import Path

import numpy as np
import onnxruntime
from fastapi import FastAPI, UploadFile
from fastapi.concurrency import run_in_threadpool
from PIL import Image
from pydantic import BaseModel

MODEL = Path(__file__).parents[3] / "models/digits.onnx"
LARGE_BYTES = 16_384

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])


class Prediction(BaseModel):
    prediction: int
    confidence: int


app = FastAPI()


@app.post("/predict_file/")
async def predict_file(image_file: UploadFile) -> Prediction:
    content = await image_file.read()
    if len(content) > LARGE_BYTES:
        return await run_in_threadpool(predict, content)
    return predict(content)


def predict(content: bytes) -> Prediction:
    image = Image.open(BytesIO(content))
    image.draft("L", (28, 28))
    image = image.convert("L").resize((28, 28))
    ink = 1 - np.asarray(image, dtype=np.float32).reshape(1, 1, 28, 28) / 255
    logits = session.run(["logits"], {"image": ink})[0][0, :10]
    likelihoods = np.exp(logits - logits.max())
    prediction = int(likelihoods.argmax())
    return Prediction(prediction=prediction, confidence=int(100 * likelihoods[prediction] / likelihoods.sum()))
