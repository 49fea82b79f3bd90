const BOUNDARY = "----bench-7d1f0c54";

/** `POST /predict_file/` with the picture in the form field `image_file`, as a whole HTTP/1.1 request. */
export function toRequest(picture: Uint8Array): Uint8Array {
  return toForm("/predict_file/", "image_file", [picture]);
}

/** `POST /v1/digits` with the picture so many times in the form field `image`. */
export function toBatchRequest(picture: Uint8Array, count: number): Uint8Array {
  return toForm("/v1/digits", "image", new Array<Uint8Array>(count).fill(picture));
}

function toForm(path: string, field: string, pictures: readonly Uint8Array[]): Uint8Array {
  const before = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"; filename="digit"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const parts = pictures.flatMap((picture) => [Buffer.from(before), picture, Buffer.from("\r\n")]);
  const body = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  const head = [
    `POST ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "user-agent: bench",
    "accept: */*",
    `content-type: multipart/form-data; boundary=${BOUNDARY}`,
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
