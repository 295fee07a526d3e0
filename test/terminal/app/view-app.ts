import { pickLang } from '../../../src/i18n/lang.ts'
import { decideColor, decideUnicode } from '../../../src/views/color.ts'
import { makeView } from '../../../src/views/make-view.ts'
import { sampleRun } from '../../unit/views/sample-events.ts'

// A run told by the view alone, slowly enough to be seen: `view-app.mjs applied|rolled-back|interrupted`.
const { env, stdout, stderr } = process
const wanted = process.argv[2] as 'applied' | 'rolled-back' | 'interrupted'
const view = makeView({
  mode: 'human',
  stdout,
  stderr,
  lang: pickLang(undefined, env),
  color: decideColor({ env, isTTY: stderr.isTTY }),
  unicode: decideUnicode(env),
  columns: stderr.columns || 80,
  isTTY: stderr.isTTY,
})
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
for (const event of sampleRun(wanted === 'rolled-back' ? 'rolled-back' : 'applied')) {
  if (wanted === 'interrupted' && event.type === 'gate') {
    view.emit({ type: 'interrupted', signal: 'SIGINT', text: 'the command was finished' })
    await view.settle()
    stderr.write('QUESTION? ')
    break
  }
  view.emit(event)
  await pause(event.type === 'gate' ? 350 : 60)
}
await view.close()
