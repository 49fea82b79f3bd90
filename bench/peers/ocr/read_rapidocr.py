"""Reads image files with RapidOCR: a path on each line of standard input, a line of JSON for each: {"line": text, "page": [texts]}.

"line" is its recogniser alone, for pictures that are cut to one line; "page" is its detector and recogniser.
"""
import json
import logging
import sys

import cv2
from rapidocr import RapidOCR

logging.disable(logging.CRITICAL)
engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})
for path in sys.stdin:
    image = cv2.imread(path.strip())
    line = engine(image, use_det=False, use_cls=False, use_rec=True)
    page = engine(image, use_cls=False)
    print(json.dumps({"line": "".join(line.txts or ()), "page": list(page.txts or ())}), flush=True)
