import { createHash } from 'node:crypto'
import { defaultChoices } from '../../../src/design/answers/choices.ts'
import { lint } from '../../../src/design/lint/lint.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import type { Lang } from '../../../src/i18n/lang.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { runWizard } from '../../../src/wizard/run.ts'
import type { WizardDeps, WizardResult } from '../../../src/wizard/types.ts'
import { guideCluster } from '../design/clusters.ts'
import { type Reply, scriptedAsk, type Transcript } from './scripted-ask.ts'

/** Walks the wizard over the guide's cluster with scripted answers, the real plan and the real forecast. */
export async function walkWizard(
  replies: Reply[],
  options: {
    lang?: Lang
    rehearsal?: boolean
    columns?: number
    cluster?: ClusterState
    afterwards?: (message: string) => Reply | undefined
    deps?: Partial<WizardDeps>
  } = {},
): Promise<{ result: WizardResult; lines: string[]; transcript: Transcript }> {
  const { ask, transcript } = scriptedAsk([...replies], options.afterwards)
  const lines: string[] = []
  const cluster = options.cluster ?? guideCluster()
  const result = await runWizard({
    cluster,
    proposal: proposeDesign(cluster),
    choices: defaultChoices,
    host: { wantedVersion: 'v3.17.2', releaseUrl: 'https://example.org/v3.17.2/calicoctl', calicoctlConfig: 'absent' },
    makePlan: (design, choices) => makePlan(cluster, design, { order: choices.order, madeBy: 'test', hash: sha256 }),
    forecast: (plan) => forecastPlan(plan, cluster),
    proposeTopOfRack,
    checkPasswords: async () => [],
    isSwitchSource: (text) => text.trim() !== '',
    lint,
    switchConfig: (leaf, dialect) => `! ${dialect}\nrouter bgp ${leaf.asn}`,
    dialects: ['comware', 'frr'],
    save: async () => ['answers.yaml', 'plan.json'],
    ask,
    out: (shown) => lines.push(...shown),
    lang: options.lang ?? 'en',
    rehearsal: options.rehearsal ?? true,
    columns: options.columns ?? 80,
    ...options.deps,
  })
  return { result, lines, transcript }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
