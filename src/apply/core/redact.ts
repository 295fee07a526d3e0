const patterns: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '<private key>'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, '$1 <redacted>'],
  [/\b((?:https?|etcd):\/\/)[^\s/@:]*:[^\s/@]+@/gi, '$1<redacted>@'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '<token>'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '<key id>'],
  [
    /("?(?:client-key-data|client-certificate-data|certificate-authority-data|token|password|passwd|secret|aws_secret_access_key|api[-_]?key)"?\s*[:=]\s*)("[^"\n]*"|'[^'\n]*'|[^\s,;{}]+)/gi,
    '$1<redacted>',
  ],
  [/(--(?:token|password|client-key)(?:=|\s+))\S+/gi, '$1<redacted>'],
]

/**
 * Takes secrets out of a text that goes to a log or a support bundle: keys, tokens, passwords, credentials in URLs. A
 * reference to a Secret (`password: {secretKeyRef: ...}`) keeps its braces and names; names are no secrets.
 */
export function redact(text: string): string {
  return patterns.reduce((clean, [pattern, by]) => clean.replace(pattern, by), text)
}
