import { lintRules } from './rules.ts'

/** The text of docs/lint.md, made from the rules. A test compares it with the file. */
export function lintDocument(): string {
  const rows = lintRules.map((rule) => {
    const cells = [`\`${rule.code}\``, `**${rule.title}.** ${rule.reason}`, rule.remedy, rule.source]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return `# What lint looks for

Generated from \`src/design/lint/rules\`; one rule a file, each with a case where it speaks and one where it is silent in
\`test/unit/design/lint.test.ts\`. \`plan\`, \`forecast\` and the wizard show the findings. A finding is never an error: some
designs, the guide's among them, have properties that one should only know about.

Rules look at what is stored (nodes, BGPPeers, BGPConfiguration, pools, services) and, when there is one, at the design.
Hazards that only show while commands run or sessions come up are found by the checks before a run and by the gates.

| code | what and why | what to do | source |
| ---- | ------------ | ---------- | ------ |
${rows.join('\n')}
`
}
