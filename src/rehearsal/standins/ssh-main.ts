import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KubeClient } from './shared/kube-client.ts'
import { connectionOf, readKubeconfig, withSocket } from './shared/kubeconfig-read.ts'
import { type Output, runMain } from './shared/output.ts'
import { announce } from './shared/permit.ts'
import { readSettings } from './shared/settings.ts'
import { type RemoteResult, Sandbox } from './ssh/sandbox.ts'

const calicoctl = '/usr/local/bin/calicoctl'

/** The stand-in for ssh: a handful of commands on a node of the rehearsal, in that node's own directory. */
async function main(output: Output): Promise<number> {
  const settings = readSettings()
  const argv = process.argv.slice(2)
  const { host, command } = split(argv)
  if (!host || !settings.kubeconfig || !settings.nodesRoot) {
    output.err('usage: ssh [-o option] destination [command [argument ...]]\n')
    return 255
  }
  const connection = connectionOf(await readKubeconfig(settings.kubeconfig), settings.kubeconfig)
  if (!connection) return 255
  const client = new KubeClient(withSocket(connection, settings), 'ssh/rehearsal')
  const bare = host.replace(/^[^@]*@/, '')
  const found = await client
    .send({ method: 'POST', path: '/rehearsal/host', body: { host: bare } })
    .catch(() => undefined)
  const node = found?.json?.['node']
  if (typeof node !== 'string' || found?.code !== 200) {
    output.err(`ssh: Could not resolve hostname ${bare}: Name or service not known\n`)
    return 255
  }
  const sandbox = new Sandbox(join(settings.nodesRoot, node))
  const mutating = () => announce(client, output, { tool: 'ssh', argv })
  const result = await run(sandbox, command, mutating, async () => {
    const answer = await client.send({ method: 'POST', path: '/rehearsal/node-status', body: { node } })
    return { stdout: String(answer.json?.['stdout'] ?? ''), stderr: '', code: answer.code === 200 ? 0 : 1 }
  })
  output.out(result.stdout)
  output.err(result.stderr)
  return result.code
}

/** Options, then the host, then the command; ssh joins its words with spaces for the remote shell. */
function split(argv: string[]): { host: string | undefined; command: string } {
  const words = [...argv]
  while (words[0]?.startsWith('-')) {
    const word = words.shift() as string
    if (word === '--') break
    if (/^-[opilFJWbcDEeILmOQRSw]$/.test(word)) words.shift()
  }
  const [host, ...rest] = words
  return { host, command: rest.join(' ') }
}

async function run(
  sandbox: Sandbox,
  command: string,
  mutating: () => Promise<void>,
  status: () => Promise<RemoteResult>,
): Promise<RemoteResult> {
  const table = /^ip route show table (\S+)$/.exec(command)?.[1]
  if (table) return sandbox.routes(table)
  const hashed = /^if \[ -e (\S+) \]; then sha256sum \1; fi$/.exec(command)?.[1]
  if (hashed) return sandbox.hash(hashed)
  const removed = /^rm -f (\S+)$/.exec(command)?.[1]
  if (removed) {
    await mutating()
    return sandbox.remove(removed)
  }
  // "cat > BESIDE && chmod MODE BESIDE && mv -f BESIDE TARGET", whatever stands before it.
  const installed = /\bcat > (\S+) && .*\bmv -f \1 (\S+)$/.exec(command)?.[2]
  if (installed) {
    const bytes = readFileSync(0)
    await mutating()
    return sandbox.install(installed, bytes)
  }
  switch (command) {
    case 'ip -batch -': {
      const text = readFileSync(0, 'utf8')
      await mutating()
      return sandbox.ipBatch(text)
    }
    case 'ip rule show':
      return sandbox.rules()
    case 'calicoctl node status':
    case 'sudo calicoctl node status':
      if (sandbox.has(calicoctl)) return status()
      return { stdout: '', stderr: 'bash: line 1: calicoctl: command not found\n', code: 127 }
    case 'true':
    case ':':
      return { stdout: '', stderr: '', code: 0 }
    case 'uname -m':
      return { stdout: 'x86_64\n', stderr: '', code: 0 }
    default: {
      const shown = /^cat (\/\S+)$/.exec(command)?.[1]
      if (shown) return sandbox.read(shown)
      const word = command.split(' ')[0] ?? ''
      return { stdout: '', stderr: `bash: line 1: ${word}: command not found\n`, code: 127 }
    }
  }
}

await runMain(main)
