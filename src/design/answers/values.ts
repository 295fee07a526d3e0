import { isMap, isScalar, type Node } from 'yaml'
import { type Asn, parseAsn } from '../../model/asn.ts'
import { isSecretKey, type SecretKey } from '../../model/secret.ts'
import { cidrText, parseAddress, parseCidr } from '../addresses.ts'
import { expandRange } from './ranges.ts'
import type { AnswersReader } from './reader.ts'
import { short } from './short-text.ts'

/** An AS number that can be used: 1..4294967295, plain or dotted. */
export function readAsn(reader: AnswersReader, node: Node | null, path: string): Asn | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined) return undefined
  const asn = parseAsn(text)
  if (asn) return asn
  const message = asn === 0 ? `${path}: AS 0 is reserved (RFC 7607)` : `${path}: "${short(text)}" is no AS number`
  return reader.problem('E_ANSWERS_ASN', node, message, 'write 1..4294967295, or dotted (1.10 means 65546)')
}

/** An IP address, canonical. */
export function readAddress(reader: AnswersReader, node: Node | null, path: string): string | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined) return undefined
  const address = parseAddress(text)
  if (address) return address.text
  const remedy = parseCidr(text) ? 'write the address without its prefix length' : 'write it like 172.20.0.254'
  return reader.problem('E_ANSWERS_ADDRESS', node, `${path}: "${short(text)}" is no IP address`, remedy)
}

/** A range of addresses, canonical; host bits are refused, because they are mostly a typing error. */
export function readCidr(reader: AnswersReader, node: Node | null, path: string): string | undefined {
  const text = reader.scalar(node, path)
  if (text === undefined) return undefined
  const cidr = parseCidr(text)
  if (!cidr) {
    return reader.problem('E_ANSWERS_CIDR', node, `${path}: "${short(text)}" is no CIDR`, 'write it like 10.233.0.0/18')
  }
  if (cidr.address.value === cidr.network.value) return cidrText(cidr)
  return reader.problem(
    'E_ANSWERS_CIDR',
    node,
    `${path}: ${text} is an address inside ${cidrText(cidr)}`,
    `did you mean ${cidrText(cidr)}?`,
  )
}

/** Node names, as a list or one text, ranges expanded. */
export function readNodes(reader: AnswersReader, node: Node | null, path: string): string[] {
  const names: string[] = []
  const seen = new Set<string>()
  const add = (item: Node | null, at: string) => {
    const text = reader.scalar(item, at)
    if (text === undefined) return
    const expansion = expandRange(text, reader.namesLeft)
    if (!expansion.ok) {
      reader.problem('E_ANSWERS_NODE', item, `${at}: ${expansion.problem}`, 'write names, or ranges like node[1-3]')
      return
    }
    reader.namesLeft -= expansion.names.length
    for (const name of expansion.names) {
      if (seen.has(name))
        reader.problem('E_ANSWERS_DUPLICATE_NODE', item, `${at}: ${name} is named twice`, 'name it once')
      seen.add(name)
      names.push(name)
    }
  }
  reader.list(node, path, add, true)
  return names
}

/**
 * Where a password is kept: `{secret: NAME, key: KEY}`, or none. What is no reference is never repeated in a message: it may be
 * the password itself.
 */
export function readPassword(reader: AnswersReader, node: Node | null, path: string): SecretKey | 'none' | undefined {
  const remedy = 'put it into a Secret and name that: {secret: bgp-passwords, key: leafs}; or write none'
  const refuse = (message: string) => reader.problem('E_ANSWERS_PASSWORD', node, message, remedy)
  if (isScalar(node)) {
    if (node.value === 'none') return 'none'
    return node.value === null ? undefined : refuse(`${path}: a password is never written into answers`)
  }
  const given = { secret: '', key: '' }
  const take = (field: 'secret' | 'key') => (n: Node | null, p: string) => {
    given[field] = reader.scalar(n, p) ?? ''
  }
  const fields = { secret: take('secret'), key: take('key') }
  if (isMap(node) && node.items.some(({ key }) => !isScalar(key) || !Object.hasOwn(fields, String(key.value))))
    return refuse(`${path}: a password is named by the secret and the key that hold it, and by nothing else`)
  reader.map(node, path, fields)
  if (given.secret === '' || given.key === '') return refuse(`${path}: it needs a secret and a key`)
  return isSecretKey(given) ? given : refuse(`${path}: this is no name of a Secret with a key`)
}
