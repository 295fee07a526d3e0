import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  der,
  derTrue,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  time,
  utf8,
} from './der.ts'

/** What the API server needs for TLS on loopback, all in PEM. */
export interface ServerCertificate {
  ca: string
  cert: string
  key: string
}

const oid = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  subjectAltName: '2.5.29.17',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
}

const lifetimeMs = 365 * 24 * 3600 * 1000

/**
 * Makes a certificate for 127.0.0.1 and localhost under a new authority. Tokens would not be sent over plain http by
 * client-go, so that without TLS nobody could tell users apart.
 */
export function makeServerCertificate(now: Date): ServerCertificate {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const caName = name('calico-rr-wizard rehearsal CA')
  const caKeyId = keyId(ca.publicKey)
  const caCert = certificate({
    issuer: caName,
    subject: caName,
    publicKey: ca.publicKey,
    signer: ca.privateKey,
    now,
    extensions: [
      extension(oid.basicConstraints, sequence(derTrue()), true),
      extension(oid.keyUsage, der(0x03, Buffer.from([2, 0b10000100])), true),
      extension(oid.subjectKeyId, octetString(caKeyId)),
    ],
  })
  const addresses = [der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1]))]
  const cert = certificate({
    issuer: caName,
    subject: name('127.0.0.1'),
    publicKey: server.publicKey,
    signer: ca.privateKey,
    now,
    extensions: [
      extension(oid.basicConstraints, sequence(), true),
      extension(oid.keyUsage, der(0x03, Buffer.from([7, 0b10000000])), true),
      extension(oid.extendedKeyUsage, sequence(objectIdentifier(oid.serverAuth))),
      extension(oid.authorityKeyId, sequence(der(0x80, caKeyId))),
      extension(oid.subjectAltName, sequence(...addresses)),
    ],
  })
  return {
    ca: pem('CERTIFICATE', caCert),
    cert: pem('CERTIFICATE', cert),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

interface CertificateInput {
  issuer: Buffer
  subject: Buffer
  publicKey: KeyObject
  signer: KeyObject
  now: Date
  extensions: Buffer[]
}

function certificate(input: CertificateInput): Buffer {
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256))
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const from = new Date(input.now.getTime() - 3600 * 1000)
  const until = new Date(input.now.getTime() + lifetimeMs)
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    input.issuer,
    sequence(time(from), time(until)),
    input.subject,
    input.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...input.extensions)),
  )
  return sequence(body, algorithm, bitString(sign('sha256', body, input.signer)))
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier(oid.commonName), utf8(commonName))))
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [derTrue()] : []), octetString(value))
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
