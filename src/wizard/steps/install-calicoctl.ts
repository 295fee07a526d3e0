import type { CalicoctlSource, Choices } from '../../design/answers/choices.ts'
import { translatePhrase } from '../../i18n/phrases.ts'
import { WizardError } from '../../model/errors.ts'
import { renderMarked, renderRemedy } from '../../views/words.ts'
import { back } from '../ask.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

type Where = Choices['calicoctl']['install']

/** Step 1: calicoctl of the cluster's version, on this machine or on all nodes; never over another version unasked. */
export async function askInstallCalicoctl(session: Session): Promise<StepOutcome> {
  const { say, deps } = session
  session.open(say('step1.heading'), say('step1.why', { version: deps.host.wantedVersion }))
  session.tell(foundText(session))
  const where = await askMenu<Where | 'quit'>(session, {
    message: say('step1.question'),
    help: say('help.step1', { url: deps.host.releaseUrl, path: session.choices.calicoctl.path }),
    initial: proposedPlace(session),
    entries: [
      { value: 'this-node', key: 't', label: say('step1.thisNode', { path: session.choices.calicoctl.path }) },
      { value: 'all-nodes', key: 'a', label: say('step1.allNodes', { path: session.choices.calicoctl.path }) },
      { value: 'none', key: 'n', label: say(deps.host.calicoctl ? 'step1.keep' : 'step1.none') },
    ],
  })
  if (where === back) return 'back'
  if (where === 'quit') return 'quit'
  let from: CalicoctlSource | undefined = session.choices.calicoctl.from
  if (where !== 'none') {
    from = await askSource(session)
    if (from === undefined) return askInstallCalicoctl(session)
  }
  const calicoctl = { ...session.choices.calicoctl, install: where, from }
  session.choices = { ...session.choices, calicoctl }
  if (where === 'all-nodes')
    session.design = { ...session.design, fabric: { ...session.design.fabric, sshToNodes: true } }
  if (where === 'none' && !deps.host.calicoctl) session.tell(say('step1.without'))
  if (where === 'none') return 'next'
  return (await showOrTell(session)) ? 'next' : askInstallCalicoctl(session)
}

/** Shows what will be run, which fetches the binary; says why where that fails, so that another source can be chosen. */
async function showOrTell(session: Session): Promise<boolean> {
  const { look } = session
  try {
    await session.showCommands(1)
    return true
  } catch (error) {
    if (!(error instanceof WizardError)) throw error
    const said = (text: string) => translatePhrase(look.lang, text)
    const text = error.where ? `${said(error.message)} (${error.where})` : said(error.message)
    session.show([...renderMarked('fail', text, look), ...error.remedies.flatMap((r) => renderRemedy(said(r), look))])
    return false
  }
}

/** Without any calicoctl nothing can be changed, so installing it is proposed. */
function proposedPlace({ deps, choices }: Session): Where {
  const { install } = choices.calicoctl
  return install === 'none' && !deps.host.calicoctl ? 'this-node' : install
}

function foundText({ say, deps }: Session): string {
  const { calicoctl, wantedVersion } = deps.host
  if (!calicoctl) return say('step1.notFound')
  const version = calicoctl.version ?? '?'
  const found = { path: calicoctl.path, version, wanted: wantedVersion }
  return version === wantedVersion ? say('step1.foundSame', found) : say('step1.foundOther', found)
}

/** Where the binary comes from; undefined = back. */
async function askSource(session: Session): Promise<CalicoctlSource | undefined> {
  const { say, deps } = session
  session.tell(say('step1.releaseUrl', { url: deps.host.releaseUrl }))
  const kind = await askMenu<CalicoctlSource['kind']>(session, {
    message: say('step1.source'),
    help: say('help.step1.source'),
    initial: session.choices.calicoctl.from.kind,
    entries: [
      { value: 'release', key: 'r', label: say('step1.release') },
      { value: 'mirror', key: 'm', label: say('step1.mirror') },
      { value: 'file', key: 'f', label: say('step1.file') },
    ],
  })
  if (kind === back) return undefined
  if (kind === 'release') return { kind }
  if (kind === 'mirror') {
    const url = await askText(session, {
      message: say('step1.mirrorUrl'),
      help: 'help.step1.mirror',
      validate: (text) => (/^https:\/\/[^\s/@]+(\/\S*)?$/.test(text) ? undefined : say('invalid.url')),
    })
    return url === undefined ? askSource(session) : { kind, url }
  }
  const path = await askText(session, {
    message: say('step1.filePath'),
    help: 'help.step1.file',
    validate: (text) => (text.startsWith('/') ? undefined : say('invalid.path')),
  })
  return path === undefined ? askSource(session) : { kind: 'file', path }
}
