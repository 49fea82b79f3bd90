const BOUNDARY = "----bench-7d1f0c54";

/** `POST /predict_file/` with the picture in the form field `image_file`, as a whole HTTP/1.1 request. */
export function toRequest(picture: Uint8Array): Uint8Array {
  const before = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="image_file"; filename="digit"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(before), picture, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  const head = [
    "POST /predict_file/ HTTP/1.1",
    "host: 127.0.0.1",
    "user-agent: bench",
    "accept: */*",
    `content-type: multipart/form-data; boundary=${BOUNDARY}`,
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
