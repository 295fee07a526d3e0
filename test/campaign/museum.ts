import type { Hunt } from './hunt.ts'

/** One wrong engine: real code with one line changed, and who must notice: the campaign, or a probe of one promise. */
export interface Broken {
  id: string
  story: string
  file: string
  edits: [find: string, put: string][]
  /** A second line of defence that has to be gone too, or nothing bad comes of the first. */
  also?: { file: string; edits: [find: string, put: string][] }
  hunt: Hunt
}

const back = 'rollback' as const
const forth = 'resume' as const

/** Engines that are wrong in the ways that trusted tools were (facts: reliability 3.9), and some of our own. */
export const museum: Broken[] = [
  {
    id: 'M1',
    story: 'the journal is written after the effect',
    file: 'operation.ts',
    edits: [
      ['/** How an operation ended. */', 'const late: (() => void)[] = []'],
      [
        "context.write({ t: 'intent', op, changes: todo, uids: uidsOf(work.judged), stamp: context.stamp() })",
        "late.push(() => context.write({ t: 'intent', op, changes: todo, uids: uidsOf(work.judged), stamp: context.stamp() }))",
      ],
      [
        'const results = await startTogether(context, jobs)',
        'const results = await startTogether(context, jobs)\n    for (const write of late.splice(0)) write()',
      ],
    ],
    hunt: {},
  },
  {
    id: 'M2',
    story: 'no fsync',
    file: 'journal.ts',
    edits: [['      this.file.sync()\n    } catch', '    } catch']],
    hunt: {},
  },
  {
    id: 'M3',
    story: 'rollback restores what somebody else has changed',
    file: 'core/undo.ts',
    edits: [
      [
        "const ours = change.fields.filter((field) => fieldState(field, live) === 'after')",
        "const ours = change.fields.filter((field) => fieldState(field, live) !== 'before')",
      ],
    ],
    hunt: { topology: 'flat', kinds: ['admin-same'], recovery: back },
  },
  {
    id: 'M4',
    story: 'a timeout is a failure',
    file: 'operation.ts',
    edits: [
      [
        '  try {\n    refuseForeign',
        "  if (results.some((r) => r.timedOut)) return new RunFailed('command-failed', 'timeout', { operation: op })\n  try {\n    refuseForeign",
      ],
    ],
    hunt: { kinds: ['timeout-done'], recovery: forth },
  },
  {
    id: 'M5',
    story: 'a timeout is a success',
    file: 'operation.ts',
    edits: [
      [
        '  try {\n    refuseForeign',
        "  if (results.some((r) => r.timedOut)) {\n    context.write({ t: 'observed', op, status: 'done', uids: {} })\n    return 'done'\n  }\n  try {\n    refuseForeign",
      ],
    ],
    also: { file: 'forward.ts', edits: [['if (claims.length === 0) return', 'if (claims.length >= 0) return']] },
    hunt: { kinds: ['timeout'] },
  },
  {
    id: 'M6',
    story: 'a failed fsync is tried again and then believed',
    file: 'journal.ts',
    edits: [
      ['      this.file.sync()\n    } catch', '      try {\n        this.file.sync()\n      } catch {}\n    } catch'],
    ],
    hunt: { kinds: ['EIO-sync'] },
  },
  {
    id: 'M7',
    story: 'a damaged record in the middle is skipped',
    file: 'core/codec.ts',
    edits: [
      [
        "return { status: 'damaged', ...where, ...(schema === undefined ? {} : { schema }) }",
        'offset = feed + 1 || text.length\n      continue',
      ],
    ],
    hunt: { journal: true },
  },
  {
    id: 'M8',
    story: 'rollback goes forward',
    file: '../plan/orders/rollback.ts',
    edits: [['const next = free.sort((a, b) => rank(a) - rank(b) || b - a)[0]!', 'const next = [...left][0]!']],
    hunt: { topology: 'busy', recovery: back },
  },
  {
    id: 'M9',
    story: 'the mesh goes off before anything was checked',
    file: 'core/next.ts',
    edits: [
      ['if (before >= 0 && ((begins && gated < before) || mustBeFresh))', 'if (false as boolean)'],
      [
        'if (stage.gate && !later && (seen.gate?.stage ?? -1) < index && !(last && history.verified))',
        'if (false as boolean)',
      ],
    ],
    hunt: {},
  },
  {
    id: 'M10',
    story: 'one node stands for all',
    file: 'forward.ts',
    edits: [['nodes: result.nodes }', 'nodes: result.nodes.slice(0, 1) }']],
    hunt: {},
  },
  {
    id: 'M11',
    story: 'a verifier that breaks has verified',
    file: 'forward.ts',
    edits: [
      [
        "return { status: 'unverified', seen: 0, wanted: 0, missing, nodes: [] }",
        "return { status: 'passed', seen: 0, wanted: 0, missing, nodes: await context.ports.nodes() }",
      ],
    ],
    hunt: { kinds: ['gate-throws'] },
  },
  {
    id: 'M12',
    story: 'reflectors are made before the peers exist that carry them',
    file: '../plan/make.ts',
    edits: [
      ['stages: number(stages),', 'stages: number(reflectorsFirst(stages)),'],
      [
        '/** Gives stages and operations their places',
        "const reflects = (o: Operation) => o.changes.some((c) => c.action === 'update' && c.fields.some((f) => f.path.at(-1) === 'projectcalico.org/RouteReflectorClusterID'))\nconst reflectorsFirst = ([first, ...rest]: Stage[]) => [{ ...first!, operations: rest.flatMap((s) => s.operations.filter(reflects)) }, first!, ...rest.map((s) => ({ ...s, operations: s.operations.filter((o) => !reflects(o)) }))]\n\n/** Gives stages and operations their places",
      ],
    ],
    hunt: { topology: 'busy', recovery: forth, ownPlans: true },
  },
  {
    id: 'M13',
    story: "rollback gets what is left of apply's time",
    file: 'backward.ts',
    edits: [['context.startBudget(context.options.rollbackBudgetMs)\n', '']],
    hunt: { kinds: ['sleep'], applyBudgetMs: 500_000, recovery: forth },
  },
  {
    id: 'M14',
    story: 'a lock without fencing',
    file: 'context.ts',
    edits: [["if (!ours) throw new RunStopped('lock-lost')", '']],
    hunt: { kinds: ['lock-lost'] },
  },
  {
    id: 'M51',
    story: 'one look at the lock that fails is a lock that is lost',
    file: 'context.ts',
    edits: [['return await this.lock.check()', 'return await this.lock.check().catch(() => false)']],
    hunt: { kinds: ['lock-throws'] },
  },
  {
    id: 'M15',
    story: 'the lock of a living process is taken for one that was left behind',
    file: 'file-lock.ts',
    edits: [['return ticket.boot !== boot || processStart(ticket.pid) !== ticket.started', 'return true']],
    hunt: { probe: 'living-holder' },
  },
  {
    id: 'M16',
    story: 'confirmation does not ask for the lock that expiry holds',
    file: 'run.ts',
    edits: [
      [
        "return withOpenRun(runId, ports, options, 'confirm', async (context) => {\n    const { history } = context\n    if (history.end === 'applied'",
        "const free = { acquire: async () => ({ ok: true as const, handle: { check: async () => true, release: async () => {} } }) }\n  return withOpenRun(runId, { ...ports, lock: free }, options, 'confirm', async (context) => {\n    const { history } = context\n    if (history.end === 'applied'",
      ],
    ],
    hunt: { probe: 'confirm-race' },
  },
  {
    id: 'M17',
    story: 'the timer belongs to the login session and ends with it',
    file: 'dead-man.ts',
    edits: [["await must('enable', '--now',", "await must('--user', 'enable', '--now',"]],
    hunt: { probe: 'timer-units' },
  },
  {
    id: 'M18',
    story: 'an object that someone deleted comes back',
    file: 'core/undo.ts',
    edits: [
      [
        "if (live.status === 'absent') return",
        "if (live.status === 'absent' && change.action === 'update' && change.ref.kind === 'BGPConfiguration') {\n    const spec = Object.fromEntries(change.fields.map((f) => [f.path.at(-1), f.before]))\n    return { change, status: 'restore', restore: { action: 'create', ref: change.ref, content: { spec } as never }, drift: [] }\n  }\n  if (live.status === 'absent') return",
      ],
    ],
    hunt: { topology: 'flat', kinds: ['admin-delete'], recovery: back },
  },
  {
    id: 'M19',
    story: 'of a partial batch the first object is trusted',
    file: 'operation.ts',
    edits: [
      ['if (todoOf(work).length === 0) {', 'if (todoOf({ ...work, judged: work.judged.slice(1, 2) }).length === 0) {'],
    ],
    also: { file: 'forward.ts', edits: [['if (claims.length === 0) return', 'if (claims.length >= 0) return']] },
    hunt: { kinds: ['partial-ok', 'lying-success'] },
  },
  {
    id: 'M20',
    story: 'noise on stderr is a failure',
    file: 'operation.ts',
    edits: [
      [
        '  try {\n    refuseForeign',
        "  if (results.some((r) => r.stderr !== '')) return new RunFailed('command-failed', 'stderr', { operation: op })\n  try {\n    refuseForeign",
      ],
    ],
    hunt: { kinds: ['warnings'], recovery: forth },
  },
  {
    id: 'M21',
    story: 'an exit code is believed',
    file: 'operation.ts',
    edits: [
      [
        '  try {\n    refuseForeign',
        "  if (results.some((r) => r.exitCode !== 0)) return new RunFailed('command-failed', 'exit', { operation: op })\n  try {\n    refuseForeign",
      ],
    ],
    hunt: { kinds: ['lost-ack'], recovery: forth },
  },
  {
    id: 'M22',
    story: 'a short list is a list',
    file: 'context.ts',
    edits: [
      [
        'return objects.length === refs.length ? objects : unreadable',
        'return (objects.length as number) >= 0 ? objects : unreadable',
      ],
    ],
    hunt: { kinds: ['short-list'] },
  },
  {
    id: 'M23',
    story: 'the uid is ignored',
    file: 'core/judge.ts',
    edits: [['live.uid !== undefined && live.uid !== uid', 'live.uid !== undefined && live.uid === `${uid} never`']],
    hunt: { kinds: ['admin-recreate'], recovery: back },
  },
  {
    id: 'M24',
    story: 'an object that someone changed is deleted all the same',
    file: 'core/undo.ts',
    edits: [["if (standing.state === 'drift') return { change, status: 'drift', drift: standing.drift }", '']],
    hunt: { kinds: ['admin-other'], recovery: back },
  },
  {
    id: 'M25',
    story: 'a node that joins behind the gate is not noticed',
    file: 'forward.ts',
    edits: [
      [
        'if ((await unseenNodes(context, operation)).length === 0) return',
        'if ((await unseenNodes(context, operation)).length >= 0) return',
      ],
    ],
    hunt: { kinds: ['node-joins', 'gate-misses-node'] },
  },
  {
    id: 'M26',
    story: "the terminal's Ctrl-C reaches a child that writes",
    file: '../tools/process.ts',
    edits: [['detached: true,', 'detached: false,']],
    hunt: { probe: 'ctrl-c' },
  },
  {
    id: 'M27',
    story: 'an error of the journal is swallowed',
    file: 'journal.ts',
    edits: [['      this.dead = error\n      throw new JournalDead(error)', '      void error']],
    hunt: { kinds: ['EIO'] },
  },
  {
    id: 'M28',
    story: 'a clock that is set back makes the window longer',
    file: 'core/window.ts',
    edits: [['return now.at < from.at || now.at - from.at', 'return now.at - from.at']],
    hunt: { probe: 'clock-back' },
  },
  {
    id: 'M29',
    story: 'a dry run takes the lock, and so writes the Lease',
    file: '../cli/migrate.ts',
    edits: [
      [
        '  if (options.dryRun) {\n',
        "  if (options.dryRun) {\n    await (await makePorts(world, screen, options, found.source)).ports.lock.acquire('20261123-120000-aaaa', false)\n",
      ],
    ],
    hunt: { program: 'dry-run' },
  },
  {
    id: 'M30',
    story: 'a run is gone on with in another context',
    file: 'open-run.ts',
    edits: [['if (now.uid !== cluster.uid) {', 'if (now.uid === undefined) {']],
    hunt: { probe: 'other-cluster' },
  },
  {
    id: 'M31',
    story: 'a child of a killed process is forgotten',
    file: 'orphans.ts',
    edits: [['if (end === undefined) return', 'if (end === undefined || end > 0) return']],
    hunt: { kinds: ['kill-child-lives'], recovery: back },
  },
  {
    id: 'M45',
    story: 'a child that outlives its time is left at work',
    file: 'orphans.ts',
    edits: [['if (alive()) await stop(context, children, alive)', '']],
    hunt: { kinds: ['kill-child-hangs'], recovery: back },
  },
  {
    id: 'M32',
    story: 'the mesh is not seen before the rest goes',
    file: 'core/way-back.ts',
    edits: [['if (group.gate && more &&', 'if (group.gate && !more &&']],
    hunt: { recovery: back },
  },
  {
    id: 'M33',
    story: 'a torn tail stays in the file',
    file: 'journal.ts',
    edits: [['      file.truncate(opened.length)\n', '']],
    hunt: { kinds: ['power-cut', 'power-cut-after', 'ENOSPC'] },
  },
  {
    id: 'M34',
    story: 'half a record stays when the disk is full',
    file: 'journal.ts',
    edits: [['      this.file.truncate(this.length)\n', '']],
    hunt: { kinds: ['ENOSPC'] },
  },
  {
    id: 'M35',
    story: 'the lock is kept',
    file: 'open-run.ts',
    edits: [['await got.handle.release(held.isOpen())', 'await Promise.resolve(held.isOpen())']],
    hunt: {},
  },
  {
    id: 'M36',
    story: 'what cannot be read is not there',
    file: 'context.ts',
    edits: [
      [
        "refs.map((ref): ReadObject => ({ ref, status: 'unreadable', reason }))",
        "refs.map((ref): ReadObject => ({ ref, status: 'absent', ...(reason ? {} : {}) }))",
      ],
    ],
    hunt: { kinds: ['read-throws'], recovery: back },
  },
  {
    id: 'M37',
    story: 'an incomplete rollback calls itself complete',
    file: 'drive.ts',
    edits: [
      ['const complete = way.left.length === 0 && way.stopped === undefined', 'const complete = way.left.length >= 0'],
    ],
    hunt: { kinds: ['unreadable', 'exit'], recovery: back },
  },
  {
    id: 'M38',
    story: 'a conflict ends the run',
    file: 'operation.ts',
    edits: [['if (again && !last) return undefined', '']],
    hunt: { kinds: ['conflict'], recovery: forth },
  },
  {
    id: 'M39',
    story: 'the way back has no intent',
    file: 'undo-operation.ts',
    edits: [
      [
        "if (attempt === 1) for (const { op, restore } of open) context.write({ t: 'undo-intent', op, changes: restore })\n    else",
        'if (attempt > 1)',
      ],
    ],
    hunt: { recovery: back },
  },
  {
    id: 'M40',
    story: 'the new directory entry is not synced',
    file: 'run-store.ts',
    edits: [
      [
        "      const file = this.disk.create(this.path(runId, 'journal'))\n      this.disk.syncDir(this.path(runId))",
        "      const file = this.disk.create(this.path(runId, 'journal'))",
      ],
    ],
    hunt: {},
  },
  {
    id: 'M41',
    story: 'nobody can look, so it is fine',
    file: 'forward.ts',
    edits: [["status === 'unverified' && context.options.unverified", "status === 'unverified'"]],
    hunt: { kinds: ['gate-blind'] },
  },
  {
    id: 'M42',
    story: 'the way back goes on although a reflector stays off the mesh',
    file: 'core/history.ts',
    edits: [["result.status !== 'failed' && !result.blocks", "result.status !== 'failed'"]],
    hunt: { kinds: ['admin-other', 'admin-recreate', 'admin-same'], recovery: back, topology: 'guide-order' },
  },
  {
    id: 'M44',
    story: 'the first object of a batch stands for all when it is undone',
    file: 'undo-operation.ts',
    edits: [
      [
        'const restore = decisions.flatMap((decision) => decision.restore ?? [])',
        'const restore = decisions.slice(0, 1).flatMap((decision) => decision.restore ?? [])',
      ],
    ],
    hunt: { recovery: back },
  },
  {
    id: 'M46',
    story: 'the mesh is tried again without another look at the nodes',
    file: 'forward.ts',
    edits: [['    if (meshOff && open.includes(meshOff)) await refuseUnseenNodes(context, meshOff)', '    void open']],
    hunt: { neighbours: ['conflict', 'node-joins'] },
  },
  {
    id: 'M47',
    story: "a default of the server is somebody else's edit",
    file: 'core/added.ts',
    edits: [['return live.generation === 1 && addedTo(content, live.content) !== undefined', 'return false']],
    hunt: {},
  },
  {
    id: 'M48',
    story: 'whatever somebody adds to an object is taken for a default of the server',
    file: 'core/added.ts',
    edits: [['return live.generation === 1 && addedTo', 'return addedTo']],
    hunt: { kinds: ['admin-other'], recovery: back },
  },
  {
    id: 'M49',
    story: 'Ctrl-C stops in the middle of a stage, with the mesh off and nobody reflecting',
    file: 'forward.ts',
    edits: [['if (stage.gate && begun) context.stopLater()', 'if (false) context.stopLater()']],
    hunt: { topology: 'flat', kinds: ['sigint'], recovery: forth },
  },
  {
    id: 'M50',
    story: 'Ctrl-C stops on the way back between the mesh and the peers that it replaces',
    file: 'backward.ts',
    edits: [['if (groups[at - 1]?.goesOn) return true', 'if (groups[at - 1]?.goesOn) return false']],
    hunt: { topology: 'flat', kinds: ['sigint'], recovery: back },
  },
]
