import { cleanText } from '../model/clean-text.ts'
import type { CommandResult, RunCommand } from '../model/command-result.ts'
import type { Command } from '../model/plan.ts'
import { RUN_MARK } from './children.ts'
import { binaryPath, type InternalContext, runInternal } from './internal.ts'
import { runChild } from './process.ts'
import { sshArguments } from './ssh.ts'

/** Which programs are run and how they find the cluster. Everything is resolved before the first command. */
export interface Toolbox {
  /** Absolute paths; undefined = not there. calicoctl may appear during the run (step 1 installs it). */
  kubectl: string | undefined
  calicoctl: () => string | undefined
  ssh: string | undefined
  kubeconfig: string | undefined
  context: string | undefined
  /** A CalicoAPIConfig in the state directory that names the same kubeconfig: /etc/calico/calicoctl.cfg may name another. */
  calicoctlConfig: string
  /** The context that this configuration names, where it is not the kubeconfig's own. */
  calicoctlContext?: string
  /** Only within one minor version, and said aloud. */
  allowVersionMismatch: boolean
  environment: Record<string, string>
  timeoutMs: number
  /** Where this host's files live: "/" for real, a directory in a rehearsal. */
  internal: InternalContext
}

/** calicoctl commands that take no --config. */
const WITHOUT_CONFIG = new Set(['node', '-h', '--help', '--version'])

/**
 * The program and the full argument list of a command: the one place where cluster flags are added. A dry run prints it,
 * the runner executes it.
 */
export function fullCommand(command: Command, tools: Toolbox): { file: string | undefined; argv: string[] } {
  switch (command.tool) {
    case 'kubectl': {
      const flags = [
        ...(tools.kubeconfig ? [`--kubeconfig=${tools.kubeconfig}`] : []),
        ...(tools.context ? [`--context=${tools.context}`] : []),
      ]
      return { file: tools.kubectl, argv: [...flags, ...command.argv] }
    }
    case 'calicoctl': {
      const flags = WITHOUT_CONFIG.has(command.argv[0] ?? '') ? [] : [`--config=${tools.calicoctlConfig}`]
      if (tools.allowVersionMismatch && flags.length > 0) flags.push('--allow-version-mismatch')
      return { file: tools.calicoctl(), argv: [...command.argv, ...flags] }
    }
    case 'ssh':
      return { file: tools.ssh, argv: sshArguments(command.argv) }
    case 'internal':
      return { file: 'calico-rr-wizard', argv: command.argv }
  }
}

/** The door to child processes: runs each command with its own time limit and cleans its output at the entrance (S3). */
export function makeRunner(tools: Toolbox): RunCommand {
  return async (command, options = {}): Promise<CommandResult> => {
    const timeoutMs = options.timeoutMs ?? tools.timeoutMs
    if (command.tool === 'internal') return runInternal(command, tools.internal)
    const { file, argv } = fullCommand(command, tools)
    if (file === undefined) {
      const notStarted = `${command.tool}: not found`
      return { command, timedOut: false, truncated: false, notStarted, stdout: '', stderr: '', ms: 0 }
    }
    const end = await runChild(
      {
        file,
        argv,
        ...(command.stdin !== undefined ? { stdin: command.stdin } : {}),
        ...(command.stdinFile !== undefined ? { stdinFile: stdinPath(command.stdinFile, tools.internal) } : {}),
        env: options.forRun === undefined ? tools.environment : { ...tools.environment, [RUN_MARK]: options.forRun },
        timeoutMs,
        mayStop: command.effect === 'read',
      },
      options.signal,
    )
    return { command, ...end, stdout: cleanText(end.stdout), stderr: cleanText(end.stderr) }
  }
}

/** A plan names a binary by its hash, not by a path of the machine it was made on. */
function stdinPath(name: string, context: InternalContext): string {
  return name.startsWith('sha256:') ? binaryPath(name.slice('sha256:'.length), context) : name
}
