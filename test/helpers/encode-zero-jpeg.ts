export interface ZeroJpegParts {
  readonly width: number;
  readonly height: number;
  /** Of each component, across and down, four bits each: 0x22, 0x11, 0x11 is 4:2:0. */
  readonly sampling: readonly number[];
  /** More than one makes it progressive: one for all DC, then those of each component's AC, then again and again. */
  readonly scans?: number;
  readonly isArithmetic?: boolean;
  /** A restart after each MCU. */
  readonly restarts?: boolean;
}

/**
 * Writes a JPEG (ITU-T T.81) in which every coefficient is zero, and every code consists of zeros: grey, of any size, in as few bytes
 * as there are blocks.
 */
export function encodeZeroJpeg({
  width,
  height,
  sampling,
  scans = 1,
  isArithmetic,
  restarts,
}: ZeroJpegParts): Buffer<ArrayBuffer> {
  const isProgressive = scans > 1;
  const mcuWidth = 8 * Math.max(...sampling.map((factors) => factors >> 4));
  const mcuHeight = 8 * Math.max(...sampling.map((factors) => factors & 15));
  const mcus = Math.ceil(width / mcuWidth) * Math.ceil(height / mcuHeight);
  const blocksPerMcu = sampling.reduce((sum, factors) => sum + (factors >> 4) * (factors & 15), 0);
  const frame = Buffer.alloc(6 + 3 * sampling.length);
  frame[0] = 8;
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  frame[5] = sampling.length;
  for (const [i, factors] of sampling.entries()) frame.set([i + 1, factors, 0], 6 + 3 * i);
  const pieces = [
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 16)])),
    segment(isArithmetic ? (isProgressive ? 0xca : 0xc9) : isProgressive ? 0xc2 : 0xc0, frame),
    // The code 0 means: no difference; the end of the block, or of the next 16,384 blocks.
    segment(0xc4, oneCode(0x00, 0)),
    segment(0xc4, oneCode(0x10, isProgressive ? 0xe0 : 0)),
    ...(restarts ? [segment(0xdd, Buffer.from([0, 1]))] : []),
  ];
  const all = sampling.map((_, i) => i);
  if (!isProgressive)
    pieces.push(scan(all, 0, 63, 0), restarts ? withRestarts(mcus, blocksPerMcu) : zeros(2 * blocksPerMcu * mcus));
  // Bits from 13 down: each scan of a kind gives one more.
  for (let n = 0; isProgressive && n < scans; n++) {
    const step = Math.floor(n / (all.length + 1));
    const [high, low] = step === 0 ? [0, 13] : [Math.max(1, 14 - step), Math.max(0, 13 - step)];
    const component = (n % (all.length + 1)) - 1;
    if (component < 0) pieces.push(scan(all, 0, 0, (high << 4) | low), zeros(blocksPerMcu * mcus));
    else {
      const [across, down] = [sampling[component] >> 4, sampling[component] & 15];
      const blocks = Math.ceil((width * across) / mcuWidth) * Math.ceil((height * down) / mcuHeight);
      pieces.push(scan([component], 1, 63, (high << 4) | low), zeros(15 * Math.ceil(blocks / 16_384)));
    }
  }
  return Buffer.concat([...pieces, Buffer.from([0xff, 0xd9])]);
}

function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function oneCode(table: number, symbol: number): Buffer {
  const counts = Buffer.alloc(16);
  counts[0] = 1;
  return Buffer.concat([Buffer.from([table]), counts, Buffer.from([symbol])]);
}

function scan(components: readonly number[], first: number, last: number, approximation: number): Buffer {
  const selectors = components.flatMap((component) => [component + 1, 0]);
  return segment(0xda, Buffer.from([components.length, ...selectors, first, last, approximation]));
}

/** The last byte is filled with ones, as the standard asks. */
function zeros(bits: number): Buffer {
  const data = Buffer.alloc(Math.ceil(bits / 8));
  if (bits % 8 !== 0) data[data.length - 1] = 0xff >> (bits % 8);
  return data;
}

function withRestarts(mcus: number, blocksPerMcu: number): Buffer {
  const mcu = zeros(2 * blocksPerMcu);
  const turn = Buffer.concat(Array.from({ length: 8 }, (_, i) => Buffer.concat([mcu, Buffer.from([0xff, 0xd0 + i])])));
  const data = Buffer.alloc(mcus * (mcu.length + 2), turn);
  return data.subarray(0, -2);
}
