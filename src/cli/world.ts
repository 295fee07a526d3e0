import { join } from 'node:path'
import { readHostRoutes, readRemoteCalicoctl } from '../cluster/host-routes.ts'
import { readObjects } from '../cluster/read-objects.ts'
import type { RunCommand } from '../model/command-result.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Command, ObjectRef, ReadObject } from '../model/plan.ts'
import type { Rehearsal } from '../rehearsal/start.ts'
import { childEnvironment } from '../tools/environment.ts'
import { hostPath, type InternalContext, readFileObject } from '../tools/internal.ts'
import { locate } from '../tools/locate.ts'
import { programMark } from '../tools/program-mark.ts'
import { fullCommand, makeRunner, type Toolbox } from '../tools/runner.ts'
import { calicoctlSource, writeCalicoctlConfig } from './calicoctl-config.ts'
import type { Io } from './io.ts'
import { findKubeconfig } from './kubeconfig.ts'
import type { Options } from './options.ts'
import { withRehearsedFiles } from './rehearsed-files.ts'
import { keepHeapSmall } from './small-heap.ts'

/** The outside as one run sees it: real tools on a real cluster, or the stand-ins of a rehearsal. Same code behind it. */
export interface World {
  run: RunCommand
  tools: Toolbox
  read: (refs: ObjectRef[]) => Promise<ReadObject[]>
  internal: InternalContext
  stateDir: string
  rehearsal: Rehearsal | undefined
  /** A rehearsal that leaves nothing behind: no files, nothing to undo later. */
  passing: boolean
  /** Programs that are other files now than those that were looked at in the beginning (S16); paths. */
  swapped: () => string[]
  /** Program and full arguments as they will be run, for people. */
  show: (command: Command) => { file: string | undefined; argv: string[] }
  close: () => Promise<void>
}

/**
 * Resolves every tool once and wires the door to the cluster.
 * @param hostRoot what stands for this host's "/": of a rehearsal, also of one that runs in another process
 * @throws WizardError when kubectl is missing, or the kubeconfig cannot be used (exit 3)
 */
export async function openWorld(
  options: Options,
  io: Io,
  stateDir: string,
  rehearsal?: Rehearsal,
  hostRoot = rehearsal?.hostRoot ?? '/',
): Promise<World> {
  keepHeapSmall()
  const path = io.env['PATH']
  const kubectl = rehearsal?.kubectl ?? locate('kubectl', options.kubectl, path)
  if (!kubectl)
    throw new WizardError({
      code: 'E_NO_KUBECTL',
      exitCode: exitCodes.refused,
      what: options.kubectl ? `${options.kubectl} is no program` : 'kubectl was not found in PATH',
      where: options.kubectl ? '--kubectl' : 'PATH',
      remedies: ['install kubectl, or name it with --kubectl PATH', 'without a cluster: calico-rr-wizard rehearse'],
    })
  const kubeconfig = rehearsal?.kubeconfig ?? findKubeconfig(options.kubeconfig, io.env)
  const internal: InternalContext = { hostRoot, binaries: join(stateDir, 'binaries') }
  const installed = (): string | undefined => locate('calicoctl', hostPath('/usr/local/bin/calicoctl', internal), path)
  // A rehearsed host starts without calicoctl, as the guide's does: step 1 installs the stand-in there.
  const own = options.useInstalledTools || options.calicoctl !== undefined
  const calicoctl = (): string | undefined => {
    if (rehearsal) return own ? rehearsal.calicoctl : installed()
    return locate('calicoctl', options.calicoctl, path) ?? (options.calicoctl ? undefined : installed())
  }
  const ofCalicoctl = calicoctlSource(kubeconfig, options.context, io.env)
  const tools: Toolbox = {
    kubectl,
    calicoctl,
    ssh: rehearsal?.ssh ?? locate('ssh', options.ssh, path),
    kubeconfig,
    context: options.context,
    ...(ofCalicoctl.context === undefined ? {} : { calicoctlContext: ofCalicoctl.context }),
    calicoctlConfig: writeCalicoctlConfig(stateDir, ofCalicoctl),
    allowVersionMismatch: false,
    environment: childEnvironment(io.env),
    timeoutMs: options.commandTimeoutMs,
    internal,
  }
  const run = openDoor(tools, options, io, rehearsal)
  const looked = [tools.kubectl, tools.ssh, calicoctl()].map((file) => ({ file, mark: programMark(file) }))
  const elsewhere = async (ref: ObjectRef): Promise<ReadObject> => {
    if (ref.kind === 'HostRoutes') return readHostRoutes(run, ref)
    return ref.host === undefined ? readFileObject(ref, internal) : readRemoteCalicoctl(run, ref)
  }
  return {
    run,
    tools,
    read: (refs) => readObjects(run, refs, elsewhere),
    internal,
    stateDir,
    rehearsal,
    passing: rehearsal !== undefined && options.stateDir === undefined,
    swapped: () => looked.flatMap(({ file, mark }) => (file && programMark(file) !== mark ? [file] : [])),
    show: (command) => fullCommand(command, tools),
    close: async () => rehearsal?.close(),
  }
}

/** The runner, counted and failed by a rehearsal where it asks for it, logged where the admin does. */
function openDoor(tools: Toolbox, options: Options, io: Io, rehearsal: Rehearsal | undefined): RunCommand {
  const plain = makeRunner(tools)
  const run = rehearsal ? withRehearsedFiles(plain, rehearsal) : plain
  return options.debug ? logged(run, tools, io) : run
}

/** --debug: every command with its outcome, one JSON line each on stderr, so that a run can be followed or replayed. */
function logged(run: RunCommand, tools: Toolbox, io: Io): RunCommand {
  return async (command, limits) => {
    const result = await run(command, limits)
    const { file, argv } = fullCommand(command, tools)
    const { exitCode, signal, timedOut, ms, stderr } = result
    const { stdin, effect } = command
    io.stderr.write(
      `${JSON.stringify({ type: 'debug', effect, file, argv, stdin, exitCode, signal, timedOut, ms, stderr: stderr.slice(-300) })}\n`,
    )
    return result
  }
}
