import type { HelpKey, HelpSay } from './help-catalog.ts'

/** Examples of each verb, and of the program (''). */
const EXAMPLES: Record<string, [command: string, what: HelpKey][]> = {
  '': [
    ['rehearse', 'example.nothingReal'],
    ['rehearse --answers guide --yes', 'example.guideAnswers'],
    ['plan -o plan.json', 'example.look'],
    ['apply plan.json --confirm-within 10m', 'example.undoneUnless'],
    ['forecast FILE.yaml', 'example.noCluster'],
  ],
  rehearse: [
    ['rehearse --answers guide --yes --json', 'example.programs'],
    ['rehearse --scenario mesh:50', 'example.fifty'],
    ['rehearse --answers guide --yes --fail 9', 'example.failure'],
    ['rehearse --from-cluster', 'example.copy'],
  ],
  plan: [
    ['plan -o plan.json', 'example.yours'],
    ['plan --scenario guide --order guide', 'example.guideOrder'],
  ],
  apply: [
    ['apply plan.json', 'example.lookedAt'],
    ['apply --answers answers.yaml --yes', 'example.oneGo'],
  ],
  verify: [['verify --status-via exec', 'example.exit6']],
  status: [['status', 'example.everyRun']],
  resume: [['resume', 'example.newestOpen']],
  rollback: [
    ['rollback', 'example.newest'],
    ['rollback --dry-run', 'example.wouldUndo'],
  ],
  confirm: [['confirm', 'example.waiting']],
  forecast: [
    ['forecast FILE.yaml --calico-version v3.28.0', 'example.release'],
    ['forecast FILE.yaml --json', 'example.programs'],
  ],
  'support-bundle': [['support-bundle -o bundle', 'example.send']],
}

const EXITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 130] as const

/** Examples of a verb, or of the program (''); they come first in its help. */
export function exampleText(verb: string, say: HelpSay): string {
  const rows = EXAMPLES[verb] ?? []
  const width = Math.max(...rows.map(([command]) => command.length))
  const lines = rows.map(([command, what]) => `  calico-rr-wizard ${command.padEnd(width)}  ${say(what)}`)
  return [say('help.examples'), ...lines, ''].join('\n')
}

/** Every exit code with what it means; they come last in the help. */
export function exitCodeText(say: HelpSay): string {
  return [
    '',
    say('help.exitCodes'),
    ...EXITS.map((code) => `  ${String(code).padEnd(3)}  ${say(`exit.${code}`)}`),
  ].join('\n')
}
