"""As in a course: one picture, one call of `model.predict`. The weights are random; its speed doesn't depend on them."""

from io import BytesIO

import keras
import numpy as np
from fastapi import FastAPI, UploadFile
from PIL import Image

keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
app = FastAPI()


@app.post("/predict_file/")
async def predict_file(image_file: UploadFile):
    image = Image.open(BytesIO(await image_file.read())).convert("L").resize((28, 28))
    pixels = np.array(image).reshape(1, 28, 28, 1) / 255.0
    probabilities = model.predict(pixels)[0]
    return {"prediction": int(np.argmax(probabilities)), "confidence": int(np.max(probabilities) * 100)}
