import type { Duplex } from 'node:stream'
import { constants, createDeflate, createInflate } from 'node:zlib'

/**
 * SPDY/3.1 (draft-mbelshe-httpbis-spdy-00), as far as exec of older Kubernetes clients needs it: the client opens streams
 * that are named by a header, the server writes to them and closes them. No flow control, no priorities.
 */

const version = 3
const frames = { synStream: 1, synReply: 2, ping: 6, goAway: 7 }
const flagFin = 1

/** Longest frame taken from a client. */
const maxFrame = 1024 * 1024

/** The text that both ends' compression begins with (section 2.6.10.1): words with their length, then loose text. */
const words =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status'.split(
    ' ',
  )
const looseText =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.'

function counted(text: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  return Buffer.concat([length, Buffer.from(text)])
}

const dictionary = Buffer.concat([
  ...[...words, '200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin'].map(counted),
  Buffer.from(looseText),
])

/** One connection. Streams that the client opens come with their headers; what is written goes out in order. */
export class SpdyConnection {
  /** Called with what the client writes to a stream, in order. */
  onData: (id: number, bytes: Buffer, ended: boolean) => void = () => undefined
  private readonly socket: Duplex
  private readonly inflate = createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH })
  private readonly deflate = createDeflate({ dictionary, flush: constants.Z_SYNC_FLUSH })
  private readonly opened: (id: number, headers: Record<string, string>) => void
  private buffer = Buffer.alloc(0)
  private work: Promise<void> = Promise.resolve()

  constructor(socket: Duplex, opened: (id: number, headers: Record<string, string>) => void) {
    this.socket = socket
    this.opened = opened
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('error', () => socket.destroy())
    // Header blocks are parts of one compressed text, so that one failure is the end of all.
    for (const codec of [this.inflate, this.deflate]) codec.on('error', () => socket.destroy())
  }

  /** Takes bytes that came with the request. */
  take(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk])
    while (this.buffer.length >= 8) {
      const length = this.buffer.readUInt32BE(4) & 0xffffff
      if (length > maxFrame) {
        this.socket.destroy()
        return
      }
      if (this.buffer.length < 8 + length) return
      const head = this.buffer.readUInt32BE(0)
      const flags = this.buffer[4] ?? 0
      const body = this.buffer.subarray(8, 8 + length)
      this.buffer = this.buffer.subarray(8 + length)
      if (head >>> 31 === 1) this.control(head & 0xffff, body)
      else {
        const ended = (flags & flagFin) !== 0
        this.work = this.work.then(() => this.onData(head & 0x7fffffff, body, ended))
      }
    }
  }

  /** Writes to a stream; `end` closes our side of it. */
  write(id: number, bytes: Uint8Array, end: boolean): void {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(id, 0)
    head.writeUInt32BE(((end ? flagFin : 0) << 24) | bytes.length, 4)
    this.work = this.work.then(() => void this.socket.write(Buffer.concat([head, bytes])))
  }

  /** Says goodbye once everything is written. */
  end(): void {
    this.work = this.work.then(() => {
      this.socket.write(controlFrame(frames.goAway, Buffer.alloc(8)))
      this.socket.end()
    })
  }

  private control(type: number, body: Buffer): void {
    if (type === frames.ping) this.work = this.work.then(() => void this.socket.write(controlFrame(frames.ping, body)))
    if (type !== frames.synStream || body.length < 10) return
    const id = body.readUInt32BE(0) & 0x7fffffff
    const block = body.subarray(10)
    this.work = this.work.then(async () => {
      const headers = readHeaders(await through(this.inflate, block))
      const empty = await through(this.deflate, Buffer.alloc(4))
      const stream = Buffer.alloc(4)
      stream.writeUInt32BE(id)
      this.socket.write(controlFrame(frames.synReply, Buffer.concat([stream, empty])))
      this.opened(id, headers)
    })
    this.work.catch(() => this.socket.destroy())
  }
}

function controlFrame(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(0x8000 | version, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, body])
}

/** What a running compression makes of one more block. */
function through(
  codec: ReturnType<typeof createInflate> | ReturnType<typeof createDeflate>,
  block: Buffer,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const collect = (part: Buffer) => parts.push(part)
    codec.on('data', collect)
    codec.once('error', reject)
    codec.write(block, () => {
      // The last part is handed over after the write is done.
      setImmediate(() => {
        codec.off('data', collect)
        codec.off('error', reject)
        resolve(Buffer.concat(parts))
      })
    })
  })
}

function readHeaders(bytes: Buffer): Record<string, string> {
  let at = 4
  const text = () => {
    const length = bytes.readUInt32BE(at)
    const value = bytes.subarray(at + 4, at + 4 + length).toString('utf8')
    at += 4 + length
    return value
  }
  const headers: Record<string, string> = {}
  for (let left = Math.min(bytes.readUInt32BE(0), 100); left > 0; left--) {
    const name = text()
    headers[name.toLowerCase()] = text()
  }
  return headers
}
