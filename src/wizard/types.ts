import type { Choices } from '../design/answers/choices.ts'
import type { Lang } from '../i18n/lang.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design, Leaf } from '../model/design.ts'
import type { PlanForecast } from '../model/forecast.ts'
import type { StatusVia } from '../model/observed.ts'
import type { Plan } from '../model/plan.ts'
import type { Warning } from '../model/session.ts'
import type { ColorLevel } from '../views/color.ts'
import type { Ask } from './ask.ts'

/** What was found on this machine; it decides the defaults of steps 1 and 2. */
export interface HostFacts {
  /** calicoctl as found, with its version when it could be told. */
  calicoctl?: { path: string; version?: string }
  /** Version to install: the cluster's. */
  wantedVersion: string
  /** How sessions can be read here, when any way works. */
  statusVia?: StatusVia
  /** Where the release is fetched from. */
  releaseUrl: string
  /** calicoctl.cfg as found. */
  calicoctlConfig: 'absent' | 'same' | 'different'
}

/** Whether the Secret of a password is there and can be read. */
export interface PasswordCheck {
  status: 'ok' | 'warn' | 'fail' | 'skip'
  text: string
  remedy?: string
}

/** Everything the conversation needs; wired by the command line, or by a test. */
export interface WizardDeps {
  cluster: ClusterState
  /** Start of the design: the proposal, with an answers file laid over it where one was given. */
  proposal: Design
  /** Start of the other choices. */
  choices: Choices
  host: HostFacts
  /** May look at hosts again (steps 1 and 2); changes nothing. */
  makePlan(design: Design, choices: Choices): Plan | Promise<Plan>
  forecast(plan: Plan): PlanForecast
  /** A proposal for another scheme of the guide. */
  proposeTopOfRack(cluster: ClusterState, leafsPerRack: 1 | 2): Design
  /** True for what `--switch NAME=` takes: a command line, @FILE or -. */
  isSwitchSource(text: string): boolean
  /** Looks at the Secrets that the passwords of a design name. @returns what was found, a check each */
  checkPasswords(design: Design): Promise<PasswordCheck[]>
  lint(cluster: ClusterState, design: Design): Warning[]
  switchConfig(device: Pick<Leaf, 'name' | 'asn'>, dialect: string, design: Design): string
  /** Names of the switch dialects; the first is the guide's. */
  dialects: readonly string[]
  /** Writes plan, answers and leaf configurations. @returns names of the files */
  save(design: Design, choices: Choices, plan: Plan): Promise<string[]>
  ask: Ask
  /** Shows lines (stderr). */
  out(lines: readonly string[]): void
  lang: Lang
  rehearsal: boolean
  columns: number
  color?: ColorLevel
  unicode?: boolean
}

/** How the conversation ended. */
export interface WizardResult {
  /** `apply`: run it; `rehearse`: run it on the embedded cluster; `save`: files were written, no run; `quit`: nothing. */
  action: 'apply' | 'rehearse' | 'save' | 'quit'
  /** Ctrl-C or a closed terminal: exit 130. Nothing was changed. */
  interrupted: boolean
  design: Design
  choices: Choices
  /** The plan that was accepted. */
  plan?: Plan
  forecast?: PlanForecast
  /** How switches are asked, by name. */
  switches: Record<string, string>
}
