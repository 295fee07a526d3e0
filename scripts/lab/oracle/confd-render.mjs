// Runs the real confd once for a node and returns the protocols it wrote.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partPaths } from '../cache.mjs'
import { run } from '../run.mjs'
import { parseBirdCfg } from './bird-cfg.mjs'

/** Prepares one confd directory per node name; only the two files with protocols are rendered. */
export function confdRenderer({ workdir, kubeconfig }) {
  const parts = partPaths()
  const prepared = new Map()

  function directory(node) {
    if (prepared.has(node)) return prepared.get(node)
    const dir = workdir.mkdir('confd', node)
    mkdirSync(join(dir, 'conf.d'), { recursive: true })
    cpSync(join(parts.confdTemplates, 'templates'), join(dir, 'templates'), { recursive: true })
    for (const family of ['bird', 'bird6']) {
      const toml = readFileSync(join(parts.confdTemplates, 'conf.d', `${family}.toml`), 'utf8')
        .split('\n')
        .filter((line) => !line.startsWith('check_cmd') && !line.startsWith('reload_cmd'))
        .map((line) => (line.startsWith('dest') ? `dest = "${join(dir, `${family}.cfg`)}"` : line))
      writeFileSync(join(dir, 'conf.d', `${family}.toml`), toml.join('\n'))
    }
    prepared.set(node, dir)
    return dir
  }

  return async function render(node) {
    const dir = directory(node)
    for (const family of ['bird', 'bird6']) rmSync(join(dir, `${family}.cfg`), { force: true })
    const result = await run(parts.confd, ['-confdir', dir, '-onetime', '-sync-only'], {
      env: {
        PATH: '/usr/bin:/bin',
        HOME: dir,
        NODENAME: node,
        KUBECONFIG: kubeconfig,
        DATASTORE_TYPE: 'kubernetes',
        BGP_LOGSEVERITYSCREEN: 'warning',
      },
      timeoutMs: 30_000,
    })
    // confd does not know the node it runs on: nothing is written, whatever was there before stays.
    if (/executing .* at <getv \$node_ip_key>: error calling getv: key does not exist/.test(result.stderr)) {
      return { ip4: [], ip6: [] }
    }
    if (result.exitCode !== 0) throw new Error(`confd for ${node}: ${result.stderr.slice(-1500)}`)
    return {
      ip4: parseBirdCfg(readFileSync(join(dir, 'bird.cfg'), 'utf8')),
      ip6: parseBirdCfg(readFileSync(join(dir, 'bird6.cfg'), 'utf8')),
    }
  }
}
