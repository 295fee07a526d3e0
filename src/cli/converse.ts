import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seeSecrets } from '../cluster/read.ts'
import { answersFromDesign } from '../design/answers/write.ts'
import { lint } from '../design/lint/lint.ts'
import { proposeTopOfRack } from '../design/propose-tor.ts'
import { forecastPlan } from '../forecast/stages.ts'
import { speaker } from '../i18n/translate.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import { makePlan } from '../plan/make.ts'
import { setupStages } from '../plan/setup.ts'
import { type DialectName, dialectNames } from '../switches/dialect.ts'
import { releaseFile } from '../tools/calicoctl-release.ts'
import { terminalAsk } from '../wizard/ask-terminal.ts'
import { runWizard } from '../wizard/run.ts'
import type { HostFacts, WizardDeps, WizardResult } from '../wizard/types.ts'
import type { Decision } from './decide.ts'
import { sha256 } from './hash.ts'
import type { Io } from './io.ts'
import { type Options, shellWords } from './options.ts'
import type { Preflight } from './preflight.ts'
import { writePrivateFile } from './private-file.ts'
import type { Screen } from './screen.ts'
import { checkSecrets } from './secret-checks.ts'
import { makeSetup, readSetup, type SetupState } from './setup-facts.ts'
import { saveSwitchConfigurations, switchConfiguration } from './switch-config.ts'
import { tellUnreachable } from './unreachable.ts'
import { ownVersion } from './version.ts'
import type { World } from './world.ts'

/** The conversation at the terminal: asks, shows, and gives back what was decided. It changes nothing. */
export async function converse(
  world: World,
  screen: Screen,
  found: Preflight,
  start: Decision,
  options: Options,
  io: Io,
): Promise<WizardResult> {
  const { cluster } = found
  // Grows by the Secrets that are looked at on the way; the rest of it stays as it was read.
  let known = cluster
  const see = async (design: Design): Promise<ClusterState> => {
    known = await seeSecrets(world.run, known, design)
    return known
  }
  const state = await readSetup(world, start.choices)
  const deps: WizardDeps = {
    cluster,
    proposal: start.design,
    choices: start.choices,
    host: hostFacts(world, found, configState(state, start.choices)),
    makePlan: async (design, choices) => {
      const setup = await makeSetup(world, cluster, choices, state, (nodes) => tellUnreachable(screen, nodes))
      return makePlan(await see(design), design, { order: choices.order, madeBy: ownVersion(), hash: sha256, setup })
    },
    forecast: (plan) => forecastPlan(plan, known),
    proposeTopOfRack,
    checkPasswords: async (design) => {
      known = await seeSecrets(world.run, known, design, true)
      return checkSecrets(known, design, speaker(screen.lang))
    },
    lint: (_cluster, design) => lint(known, design),
    isSwitchSource: (text) => (shellWords(text)?.length ?? 0) > 0,
    switchConfig: (device, dialect, design) =>
      switchConfiguration(cluster, design, device.name, dialect as DialectName)?.config ?? '',
    dialects: dialectNames,
    save: async (design, choices, plan) => {
      const directory = existsSync(process.cwd()) ? process.cwd() : world.stateDir
      mkdirSync(directory, { recursive: true })
      const files = [join(directory, 'answers.yaml'), join(directory, 'plan.json')]
      writePrivateFile(files[0]!, answersFromDesign(design, choices))
      writePrivateFile(files[1]!, `${JSON.stringify(plan, null, 1)}\n`)
      return [...files, ...saveSwitchConfigurations(cluster, design, options.dialect, join(directory, 'switches'))]
    },
    ask: terminalAsk({ stdin: io.stdin, stderr: io.stderr, look: screen.look, accessible: screen.accessible }),
    out: (lines) => io.stderr.write(`${lines.join('\n')}\n`),
    lang: screen.lang,
    rehearsal: world.rehearsal !== undefined,
    columns: io.columns,
    color: screen.color,
    unicode: screen.unicode,
  }
  return runWizard(deps)
}

/** Whether calicoctl.cfg says already what step 2 would write. */
function configState(state: SetupState, choices: Decision['choices']): HostFacts['calicoctlConfig'] {
  if (state.config.status === 'absent') return 'absent'
  const config = { current: state.config, kubeconfig: choices.calicoctlConfig.kubeconfig }
  const [, stage] = setupStages({ installed: [], binaryFor: () => undefined, config, version: '' })
  return stage!.operations.length === 0 ? 'same' : 'different'
}

function hostFacts(world: World, found: Preflight, calicoctlConfig: HostFacts['calicoctlConfig']): HostFacts {
  const path = world.tools.calicoctl()
  const release = releaseFile(found.cluster.version, process.arch)
  return {
    ...(path ? { calicoctl: { path, ...(found.calicoctlVersion ? { version: found.calicoctlVersion } : {}) } } : {}),
    ...(found.source ? { statusVia: found.source.via } : {}),
    wantedVersion: found.cluster.version.text,
    releaseUrl: release?.url ?? '',
    calicoctlConfig,
  }
}
