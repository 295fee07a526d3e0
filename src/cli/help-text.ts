/** What `--help` shows besides commands and flags. */

const EXAMPLES: Record<string, [command: string, what: string][]> = {
  '': [
    ['rehearse', 'nothing real is touched'],
    ['rehearse --answers guide --yes', "the guide's own answers"],
    ['plan -o plan.json', 'look, change nothing'],
    ['apply plan.json --confirm-within 10m', 'undone unless confirmed'],
    ['forecast FILE.yaml', 'no cluster needed'],
  ],
  rehearse: [
    ['rehearse --answers guide --yes --json', 'for programs'],
    ['rehearse --scenario mesh:50', 'fifty nodes'],
    ['rehearse --answers guide --yes --fail 9', 'a failure, undone'],
    ['rehearse --from-cluster', 'a copy of yours'],
  ],
  plan: [
    ['plan -o plan.json', 'of your cluster'],
    ['plan --scenario guide --order guide', "the guide's own order"],
  ],
  apply: [
    ['apply plan.json', 'a plan that was looked at'],
    ['apply --answers answers.yaml --yes', 'plan and run in one go'],
  ],
  verify: [['verify --status-via exec', 'exit 6 when something differs']],
  status: [['status', 'every run of this host']],
  resume: [['resume', 'the newest run that is not finished']],
  rollback: [['rollback', 'the newest run']],
  confirm: [['confirm', 'the run that waits for it']],
  forecast: [['forecast FILE.yaml --calico-version v3.28.0', 'as NDJSON: --json']],
  'support-bundle': [['support-bundle -o bundle', 'to send to somebody, redacted']],
}

/** Examples of a verb, or of the program (''); they come first in its help. */
export function exampleText(verb: string): string {
  const rows = EXAMPLES[verb] ?? []
  const width = Math.max(...rows.map(([command]) => command.length))
  const lines = rows.map(([command, what]) => `  calico-rr-wizard ${command.padEnd(width)}  ${what}`)
  return ['Examples:', ...lines, ''].join('\n')
}

export const EXIT_CODES = `
Exit codes:
  0 done or nothing to do      4 failed, fully rolled back       7 another run holds the lock
  1 internal error             5 failed, rollback incomplete     8 the cluster changed since the plan
  2 usage or invalid input     6 verify found a difference     130 interrupted (Ctrl-C), 143 (TERM)
  3 refused before any change  10 plan --detailed-exitcode: there is something to do`
