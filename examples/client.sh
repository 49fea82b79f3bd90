#!/bin/sh
# Asks for the digit on a picture, both ways: sh examples/client.sh [PICTURE] [URL]
set -eu
picture=${1:-test_images/7.png}
url=${2:-http://localhost:8000}

# The server reads the file: a path below its --image-root.
curl --fail --silent --show-error --json "{\"path_to_img\": \"$picture\"}" "$url/predict/"
echo

# We send the file.
curl --fail --silent --show-error --form "image_file=@$picture" "$url/predict_file/"
echo
