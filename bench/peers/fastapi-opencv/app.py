"""The same job as its users do it with OpenCV: find the digit on the paper, frame it as MNIST does, and run our network.

Adaptive threshold, the largest contour that lies within the picture, 20 pixels in 28, the centre of mass in the middle.
"""

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from fastapi import FastAPI, HTTPException, UploadFile
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

MODEL = Path(__file__).parents[3] / "models/digits.onnx"
LARGE_BYTES = 16_384
# Files of more bytes are photos as a phone takes them: libjpeg decodes them at an eighth.
PHONE_BYTES = 500_000
LONGEST_SIDE = 480
SMALL_SIDE = 64

cv2.setNumThreads(1)
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
    logits = session.run(["logits"], {"image": frame(find_ink(decode(content)))})[0][0, :10]
    likelihoods = np.exp(logits - logits.max())
    prediction = int(likelihoods.argmax())
    return Prediction(prediction=prediction, confidence=int(100 * likelihoods[prediction] / likelihoods.sum()))


def decode(content: bytes) -> np.ndarray:
    how = cv2.IMREAD_REDUCED_GRAYSCALE_8 if len(content) > PHONE_BYTES else cv2.IMREAD_GRAYSCALE
    image = cv2.imdecode(np.frombuffer(content, np.uint8), how)
    if image is None:
        raise HTTPException(400, "This is no image.")
    scale = LONGEST_SIDE / max(image.shape)
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image


def find_ink(image: np.ndarray) -> np.ndarray:
    """The part of the picture that holds the digit, ink white on black."""
    height, width = image.shape
    if max(height, width) <= SMALL_SIDE:
        # A data set's picture: light on dark or dark on light.
        ink = image if np.median(image) < 128 else 255 - image
        _, mask = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        x, y, w, h = cv2.boundingRect(mask)
        return ink[y : y + h, x : x + w] if w and h else ink
    blurred = cv2.GaussianBlur(image, (5, 5), 0)
    block = max(height, width) // 8 | 1
    mask = cv2.adaptiveThreshold(blurred, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    inside = [box for box in boxes if box[0] > 0 and box[1] > 0 and box[0] + box[2] < width and box[1] + box[3] < height]
    if not boxes:
        return 255 - image
    x, y, w, h = max(inside or boxes, key=lambda box: box[2] * box[3])
    return mask[y : y + h, x : x + w]


def frame(ink: np.ndarray) -> np.ndarray:
    height, width = ink.shape
    scale = 20 / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    moments = cv2.moments(small)
    mass = moments["m00"] or 1
    shift = np.float32([[1, 0, 14 - moments["m10"] / mass - 0.5], [0, 1, 14 - moments["m01"] / mass - 0.5]])
    centred = cv2.warpAffine(small, shift, (28, 28))
    return centred.astype(np.float32).reshape(1, 1, 28, 28) / 255
