import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { makeServerCertificate } from '../../src/rehearsal/api/certificate.ts'
import { type Served, serve } from './served.ts'
import { treeOf } from './tree.ts'
import { type Ended, wizard } from './wizard.ts'

// Steps 1 and 2 of the guide through the program: where calicoctl comes from, to whom it goes, and what is left alone.

const limit = 300_000
const hashOf = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const script = (version: string) => `#!/bin/sh\necho "Client Version:    ${version}"\necho "Git commit:        1"\n`

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'crrw-install-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** A mirror of the releases on this host, with TLS, that writes down what it is asked for. */
async function mirror(files: Record<string, string>) {
  const { ca, cert, key } = makeServerCertificate(new Date())
  const asked: string[] = []
  const server = createServer({ cert, key }, (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const body = files[path.split('/').at(-1) ?? '']
    if (body === undefined) response.writeHead(404).end()
    else response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  writeFileSync(join(home, 'ca.pem'), ca)
  return {
    url: `https://127.0.0.1:${port}/mirror/`,
    env: { NODE_EXTRA_CA_CERTS: join(home, 'ca.pem') },
    asked,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Plans the installation on all nodes of a cluster. */
function planFrom(
  cluster: Served,
  from: string,
  env: Record<string, string> = {},
  flags: string[] = [],
): Promise<Ended> {
  writeFileSync(join(home, 'answers.yaml'), `calicoctl: {install: all-nodes, from: "${from}"}\n`)
  const args = ['plan', '--answers', join(home, 'answers.yaml'), '--state-dir', join(home, 'state')]
  return cluster.run([...args, ...flags], { env })
}

/** Hash of what each node gets over ssh. */
function sent(ended: Ended): Record<string, string> {
  const plan = ended.result['plan'] as Plan
  const operations = plan.stages.flatMap((stage) => stage.operations)
  const found = operations.filter(({ command }) => command.tool === 'ssh' && command.stdinFile !== undefined)
  return Object.fromEntries(found.map(({ command }) => [command.argv[0], command.stdinFile!.replace('sha256:', '')]))
}

const everyNode = (hash: string) => Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`node${n}`, hash]))
const binaries = () => {
  try {
    return readdirSync(join(home, 'state/binaries'))
  } catch {
    return []
  }
}

function expectRefused(ended: Ended, code: string, says: RegExp, place: RegExp): void {
  const error = ended.result['error'] as { code: string; message: string; where: string; remedies: string[] }
  expect([ended.code, error?.code], ended.stderr).toEqual([3, code])
  expect(error.message).toMatch(says)
  expect(error.where).toMatch(place)
  expect(error.remedies.length).toBeGreaterThan(0)
  expect(ended.stderr).toContain(error.message)
}

describe('a release before there were checksums', () => {
  let cluster: Served
  beforeAll(async () => {
    cluster = await serve()
  }, limit)
  afterAll(() => cluster.close())

  it('comes from a mirror, by its version and the architecture of the nodes', { timeout: limit }, async () => {
    const body = 'a calicoctl'
    const site = await mirror({ 'calicoctl-linux-amd64': body, 'calicoctl-linux-arm64': body })
    try {
      const made = await planFrom(cluster, site.url, site.env)
      expect(made.code, made.stderr).toBe(0)
      expect(sent(made)).toEqual(everyNode(hashOf(body)))
      expect(site.asked).toContain('/mirror/projectcalico/calicoctl/releases/download/v3.17.2/calicoctl-linux-amd64')
      expect(site.asked.join('\n')).not.toContain('SHA256SUMS')
      expect(binaries()).toEqual([hashOf(body)])
    } finally {
      await site.close()
    }
  })

  it('comes from a file of its version, and from no other', { timeout: limit }, async () => {
    const file = join(home, 'calicoctl')
    writeFileSync(file, script('v3.17.2'))
    const good = await planFrom(cluster, file)
    expect(good.code, good.stderr).toBe(0)
    expect(sent(good)).toEqual(everyNode(hashOf(script('v3.17.2'))))

    const where = new RegExp(`^${file}$`)
    writeFileSync(file, script('v3.25.0'))
    expectRefused(
      await planFrom(cluster, file),
      'E_CALICOCTL_SOURCE',
      /it is v3\.25\.0, the cluster runs v3\.17\.2/,
      where,
    )
    const elf = Buffer.alloc(64)
    elf.write('\u007fELF\u0002\u0001\u0001', 'latin1')
    elf.writeUInt16LE(22, 18)
    writeFileSync(file, elf)
    expectRefused(await planFrom(cluster, file), 'E_CALICOCTL_SOURCE', /built for s390x, .* amd64/, where)
    writeFileSync(file, '')
    expectRefused(await planFrom(cluster, file), 'E_CALICOCTL_SOURCE', /it is empty/, where)
    rmSync(file)
    expectRefused(await planFrom(cluster, file), 'E_CALICOCTL_SOURCE', /no such file/, where)
    mkdirSync(file)
    expectRefused(await planFrom(cluster, file), 'E_CALICOCTL_SOURCE', /directory/, where)
  })

  it('passes over a node that ssh does not reach, and says so', { timeout: limit }, async () => {
    const ssh = join(home, 'ssh')
    const refused = 'echo "ssh: connect to host node3 port 22: Connection refused" >&2; exit 255'
    writeFileSync(
      ssh,
      `#!/bin/sh\ncase " $* " in *" node3 "*) ${refused} ;; esac\nexec ${cluster.tool('ssh')} "$@"\n`,
      {
        mode: 0o755,
      },
    )
    const file = join(home, 'calicoctl')
    writeFileSync(file, script('v3.17.2'))
    const made = await planFrom(cluster, file, {}, ['--ssh', ssh])
    expect(made.code, made.stderr).toBe(0)
    expect(Object.keys(sent(made))).toEqual(['node1', 'node2', 'node4', 'node5', 'node6'])
    const checks = made.events.filter((event) => event['type'] === 'check' && event['name'] === 'ssh')
    expect(checks).toEqual([expect.objectContaining({ status: 'warn', text: expect.stringContaining('node3') })])
  })
})

describe('a release with checksums', () => {
  let cluster: Served
  beforeAll(async () => {
    cluster = await serve(['--calico-version', 'v3.28.0'])
  }, limit)
  afterAll(() => cluster.close())

  const body = 'a newer calicoctl'
  const sums = (hash: string, name = 'calicoctl-linux') =>
    ['amd64', 'arm64'].map((architecture) => `${hash}  ${name}-${architecture}\n`).join('')
  const site = (list: string | undefined) =>
    mirror({
      'calicoctl-linux-amd64': body,
      'calicoctl-linux-arm64': body,
      ...(list === undefined ? {} : { SHA256SUMS: list }),
    })

  it('is compared with them', { timeout: limit }, async () => {
    const { url, env, asked, close } = await site(sums(hashOf(body)))
    try {
      const made = await planFrom(cluster, url, env)
      expect(made.code, made.stderr).toBe(0)
      expect(sent(made)).toEqual(everyNode(hashOf(body)))
      for (const name of ['SHA256SUMS', 'calicoctl-linux-amd64'])
        expect(asked).toContain(`/mirror/projectcalico/calico/releases/download/v3.28.0/${name}`)
    } finally {
      await close()
    }
  })

  it.each([
    ['that says another', sums('0'.repeat(64)), /its SHA-256 is .*, the release says 0{64}/, /calicoctl-linux-/],
    ['without it', sums(hashOf(body), 'calicoctl-darwin'), /is not in the checksum list/, /SHA256SUMS/],
    ['that is missing', undefined, /the server answers 404/, /SHA256SUMS/],
  ])('is refused with a list %s, and nothing of it is kept', { timeout: limit }, async (_, list, says, place) => {
    const { url, env, close } = await site(list)
    try {
      expectRefused(await planFrom(cluster, url, env), 'E_DOWNLOAD', says, place)
      expect(binaries()).toEqual([])
    } finally {
      await close()
    }
  })
})

describe('what a host has already', () => {
  const answers = [
    'scheme: top-of-rack',
    'calicoctl: {install: all-nodes}',
    'calicoctlConfig: {write: true, kubeconfig: /root/.kube/config}',
    'fabric: {sshToNodes: false}',
    '',
  ].join('\n')
  const own = '#!/bin/sh\n# of another version\n'
  const place = (path: string, text: string, mode: number) => {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text, { mode })
  }
  /** A rehearsal that is kept, before its run. */
  const prepare = async (): Promise<string[]> => {
    writeFileSync(join(home, 'answers.yaml'), answers)
    const args = ['rehearse', '--answers', join(home, 'answers.yaml'), '--yes', '--json', '--state-dir', home]
    const dry = await wizard([...args, '--dry-run'])
    expect(dry.code, dry.stderr).toBe(0)
    return args
  }
  const calicoctl = (node: string) => join(home, 'nodes', node, 'usr/local/bin/calicoctl')

  it('stays: a calicoctl for good, a calicoctl.cfg until it comes back as it was', { timeout: limit }, async () => {
    const args = await prepare()
    const config = join(home, 'host/etc/calico/calicoctl.cfg')
    const before = '# ours since 2019\nspec:\n  datastoreType: etcdv3 # old\n  etcdEndpoints: http://10.0.0.1:2379\n'
    place(config, before, 0o640)
    place(calicoctl('node2'), own, 0o755)
    const start = { host: treeOf(join(home, 'host')), node2: treeOf(join(home, 'nodes/node2')) }

    const run = await wizard(args)
    expect([run.code, run.result['outcome']], run.stderr).toEqual([0, 'applied'])
    expect(readFileSync(config, 'utf8')).toMatch(/^# ours since 2019\n[\s\S]*datastoreType: kubernetes # old/)
    expect(readFileSync(config, 'utf8')).toContain('kubeconfig: /root/.kube/config')
    expect(statSync(config).mode & 0o777).toBe(0o640)
    const installed = readFileSync(join(home, 'host/usr/local/bin/calicoctl'))
    for (const node of ['node3', 'node4', 'node5', 'node6']) {
      expect(readFileSync(calicoctl(node))).toEqual(installed)
      expect(statSync(calicoctl(node)).mode & 0o777).toBe(0o755)
    }
    expect(readFileSync(calicoctl('node2'), 'utf8')).toBe(own)

    const back = await wizard(['rollback', '--json', '--state-dir', home])
    expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
    expect(treeOf(join(home, 'host'))).toEqual(start.host)
    expect(treeOf(join(home, 'nodes/node2'))).toEqual(start.node2)
    for (const node of ['node3', 'node4', 'node5', 'node6']) expect(() => statSync(calicoctl(node))).toThrow('ENOENT')
  })

  it('of another version forbids every change, and is not written over', { timeout: limit }, async () => {
    const args = await prepare()
    place(join(home, 'host/usr/local/bin/calicoctl'), script('v3.25.0'), 0o755)
    const start = treeOf(join(home, 'host'))
    const run = await wizard(args)
    expectRefused(run, 'E_PREFLIGHT', /calicoctl is v3\.25\.0, the cluster runs v3\.17\.2/, /calicoctl/)
    expect(treeOf(join(home, 'host'))).toEqual(start)
  })
})
