#!/usr/bin/env node
// The launcher: refuses a Node that is too old in words (a syntax error would not tell), then hands over.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 17)) {
  process.stderr.write(`calico-rr-wizard needs Node 20.17 or newer; this is ${process.versions.node}.\n`)
  process.exit(2)
}
process.umask(0o077)
const { main } = await import('../dist/main.js')
await main(process.argv.slice(2))
