import type { FlagGroup, SharedFlag } from './flags.ts'
import type { Io } from './io.ts'
import type { Options } from './options.ts'

/** A command as a function. @returns the exit code */
type Run = (options: Options, args: string[], io: Io) => Promise<number>

/** A verb: what it is called, what it takes, and the module that does it, loaded only when it runs. */
export interface Verb {
  name:
    | 'rehearse'
    | 'plan'
    | 'apply'
    | 'verify'
    | 'status'
    | 'resume'
    | 'rollback'
    | 'confirm'
    | 'forecast'
    | 'support-bundle'
  alias?: string
  args?: string
  flags: readonly FlagGroup[]
  /** Shared flags it says no to, and why: what has no effect is not passed over. */
  refuses: Partial<Record<SharedFlag, string>>
  load: () => Promise<Run>
}

/** What goes on with a run has its plan, and tells what the plan says. */
const ofAPlan = (verb: string): Verb['refuses'] => {
  const reason = `${verb} goes by the plan that the run was started with`
  return { answers: reason, order: reason }
}
const noCluster = 'forecast reads its file and no cluster'
const noDesign = 'forecast shows what is in its file, not what could be planned'

/** Every command but the wizard itself. */
export const verbs: readonly Verb[] = [
  {
    name: 'rehearse',
    flags: ['ssh', 'calico-version', 'dialect', 'run', 'verify', 'rehearsal'],
    refuses: {},
    load: async () => (await import('./commands/rehearse.ts')).runRehearse,
  },
  {
    name: 'plan',
    flags: ['ssh', 'calico-version', 'dialect', 'rehearsal', 'output', 'detailed'],
    refuses: {},
    load: async () => (await import('./commands/plan.ts')).runPlan,
  },
  {
    name: 'apply',
    args: '[plan.json]',
    flags: ['ssh', 'calico-version', 'dialect', 'run', 'verify'],
    refuses: {},
    load: async () => (await import('./commands/apply.ts')).runApply,
  },
  {
    name: 'verify',
    args: '[plan.json]',
    flags: ['ssh', 'calico-version', 'dialect', 'verify'],
    refuses: { order: 'verify looks at what is there, whatever order it came in' },
    load: async () => (await import('./commands/verify.ts')).runVerify,
  },
  {
    name: 'status',
    args: '[run-id]',
    flags: ['ssh'],
    refuses: ofAPlan('status'),
    load: async () => (await import('./commands/runs.ts')).runStatus,
  },
  {
    name: 'resume',
    args: '[run-id]',
    flags: ['ssh', 'dialect', 'verify', 'take-over'],
    refuses: ofAPlan('resume'),
    load: async () => (await import('./commands/runs.ts')).runResume,
  },
  {
    name: 'rollback',
    args: '[run-id]',
    flags: ['ssh', 'dialect', 'verify', 'take-over'],
    refuses: ofAPlan('rollback'),
    load: async () => (await import('./commands/runs.ts')).runRollback,
  },
  {
    name: 'confirm',
    args: '[run-id]',
    flags: ['ssh'],
    refuses: ofAPlan('confirm'),
    load: async () => (await import('./commands/runs.ts')).runConfirm,
  },
  {
    name: 'forecast',
    args: '<FILE.yaml>',
    flags: ['forecast'],
    refuses: {
      answers: noDesign,
      order: noDesign,
      kubeconfig: noCluster,
      context: noCluster,
      kubectl: noCluster,
      calicoctl: noCluster,
    },
    load: async () => (await import('./commands/forecast-command.ts')).runForecastCommand,
  },
  {
    name: 'support-bundle',
    alias: 'bundle',
    args: '[run-id]',
    flags: ['output'],
    refuses: {
      ...ofAPlan('support-bundle'),
      dryRun: 'support-bundle changes nothing but the directory it writes',
    },
    load: async () => (await import('./commands/runs.ts')).runSupportBundle,
  },
]
