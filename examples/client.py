"""Asks for the digit on a picture, both ways. Needs the package requests.

    python3 examples/client.py [PICTURE] [URL]
"""

import sys

import requests

picture = sys.argv[1] if len(sys.argv) > 1 else "test_images/7.png"
url = sys.argv[2] if len(sys.argv) > 2 else "http://localhost:8000"

# The server reads the file: a path below its --image-root.
answer = requests.post(f"{url}/predict/", json={"path_to_img": picture}, timeout=10)
answer.raise_for_status()
print(answer.json())

# We send the file.
with open(picture, "rb") as image_file:
    answer = requests.post(f"{url}/predict_file/", files={"image_file": image_file}, timeout=10)
answer.raise_for_status()
print(answer.json())
