import { describe, expect, it } from 'vitest'
import { makeLook } from '../../../src/views/look.ts'
import { widthOf } from '../../../src/views/text.ts'
import { renders } from './renders.ts'

const looks = (['en', 'zh-CN'] as const).flatMap((lang) => [80, 60].map((columns) => ({ lang, columns })))

describe.each(looks)('$lang at $columns columns', ({ lang, columns }) => {
  const look = makeLook({ lang, columns })

  it.each(Object.keys(renders))('%s', (name) => {
    const lines = renders[name]!(look)
    expect(lines.join('\n')).toMatchSnapshot()
    // One argument of a command is never broken: pasted, it must stay the same.
    const breakable = lines.filter((line) => !/'\{.*\}'$/.test(line))
    for (const line of breakable) expect({ line, fits: widthOf(line) <= columns }).toEqual({ line, fits: true })
  })

  it('never leaves a gap or a key', () => {
    const text = Object.values(renders)
      .flatMap((render) => render(look))
      .join('\n')
    expect(text).not.toMatch(/\{\w+\}|undefined|NaN|\[object/)
    expect(text).not.toMatch(/ $/m)
  })
})

describe('colour', () => {
  it('changes no letter and no column', () => {
    for (const lang of ['en', 'zh-CN'] as const)
      for (const render of Object.values(renders)) {
        const plain = render(makeLook({ lang, columns: 80 }))
        const coloured = render(makeLook({ lang, columns: 80, color: 1 }))
        expect(coloured.map((line) => line.replace(/\u001b\[[0-9;]*m/g, ''))).toEqual(plain)
      }
  })

  it('is only ASCII beside the words in the C locale', () => {
    for (const render of Object.values(renders))
      for (const line of render(makeLook({ lang: 'en', columns: 80, unicode: false })))
        expect(line).toMatch(/^[\x20-\x7e]*$/)
  })
})
