import { createHash } from 'node:crypto'
import { defaultChoices } from '../../../src/design/answers/choices.ts'
import { lint } from '../../../src/design/lint/lint.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import { pickLang } from '../../../src/i18n/lang.ts'
import { WizardError } from '../../../src/model/errors.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { decideColor, decideUnicode } from '../../../src/views/color.ts'
import { makeLook } from '../../../src/views/look.ts'
import { terminalAsk } from '../../../src/wizard/ask-terminal.ts'
import { runWizard } from '../../../src/wizard/run.ts'
import { guideCluster } from '../../unit/design/clusters.ts'

// The conversation alone, on the guide's cluster, with the real prompts: what a terminal test needs and nothing else.
const { env, stdin, stdout, stderr } = process
const lang = pickLang(undefined, env)
const color = decideColor({ env, isTTY: stderr.isTTY })
const unicode = decideUnicode(env)
const columns = stderr.columns || 80
const look = makeLook({ columns, lang, color, unicode })
const cluster = guideCluster()

try {
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
    ask: terminalAsk({ stdin, stderr, look, accessible: Boolean(env['ACCESSIBLE']) }),
    out: (lines) => stderr.write(`${lines.join('\n')}\n`),
    lang,
    rehearsal: env['LIVE'] === undefined,
    columns,
    color,
    unicode,
  })
  stdout.write(`RESULT ${JSON.stringify({ action: result.action, design: result.design })}\n`)
  process.exitCode = result.interrupted ? 130 : 0
} catch (error) {
  if (!(error instanceof WizardError)) throw error
  stderr.write(`${error.code}: ${error.message}\n${error.remedies.join('\n')}\n`)
  process.exitCode = error.exitCode
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
