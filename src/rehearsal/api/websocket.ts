import { createHash, randomBytes } from 'node:crypto'

/** RFC 6455, as far as exec needs it: the handshake's answer, and frames without fragmentation from us. */

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Largest frame taken from a client: exec sends no more than a few bytes of stdin. */
const maxFrame = 1024 * 1024

/** The value of `Sec-WebSocket-Accept` for a client's key. */
export function acceptKey(key: string): string {
  return createHash('sha1').update(`${key}${magic}`).digest('base64')
}

/** A frame for the client. */
export function frame(opcode: number, payload: Uint8Array): Buffer {
  return Buffer.concat([headOf(opcode, payload.length, 0), payload])
}

/** A frame from a client: masked, as the protocol demands of it. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const mask = randomBytes(4)
  const masked = Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] as number)))
  return Buffer.concat([headOf(opcode, payload.length, 0x80), mask, masked])
}

function headOf(opcode: number, length: number, masked: number): Buffer {
  const head = [0x80 | opcode]
  if (length < 126) head.push(masked | length)
  else if (length < 65536) head.push(masked | 126, length >> 8, length & 255)
  else {
    const size = Buffer.alloc(8)
    size.writeBigUInt64BE(BigInt(length))
    head.push(masked | 127, ...size)
  }
  return Buffer.from(head)
}

/** One frame from the other side. */
export interface Frame {
  opcode: number
  payload: Buffer
}

/** Cuts frames out of a byte stream. Throws on a frame that breaks the protocol or is too long. */
export class FrameReader {
  private buffer = Buffer.alloc(0)
  private readonly masked: boolean

  /** Clients mask their frames, servers do not; the other way round is refused. */
  constructor(options: { masked: boolean } = { masked: true }) {
    this.masked = options.masked
  }

  /** Takes more bytes, gives every whole frame in them. */
  push(chunk: Buffer): Frame[] {
    this.buffer = Buffer.concat([this.buffer, chunk])
    const frames: Frame[] = []
    for (let next = this.take(); next; next = this.take()) frames.push(next)
    return frames
  }

  private take(): Frame | undefined {
    const bytes = this.buffer
    if (bytes.length < 2) return undefined
    const opcode = (bytes[0] as number) & 0x0f
    const masked = ((bytes[1] as number) & 0x80) !== 0
    let length = (bytes[1] as number) & 0x7f
    let at = 2
    if (length === 126) {
      if (bytes.length < 4) return undefined
      length = bytes.readUInt16BE(2)
      at = 4
    } else if (length === 127) {
      if (bytes.length < 10) return undefined
      length = Number(bytes.readBigUInt64BE(2))
      at = 10
    }
    if (masked !== this.masked || length > maxFrame) throw new Error('bad frame')
    const start = masked ? at + 4 : at
    if (bytes.length < start + length) return undefined
    const payload = Buffer.from(bytes.subarray(start, start + length))
    if (masked) for (let i = 0; i < length; i++) payload[i] = (payload[i] as number) ^ (bytes[at + (i % 4)] as number)
    this.buffer = bytes.subarray(start + length)
    return { opcode, payload }
  }
}
