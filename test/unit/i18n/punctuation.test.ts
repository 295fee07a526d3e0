import { describe, expect, it } from 'vitest'
import { catalogs } from '../../../src/i18n/catalog.ts'
import { subjects } from '../../../src/i18n/phrases.ts'
import { findings } from '../../../src/i18n/zh/findings.ts'
import { help } from '../../../src/i18n/zh/help.ts'

/** Every Chinese sentence there is. */
const all = [
  ...Object.values(catalogs['zh-CN']),
  ...Object.values(help),
  ...Object.values(subjects),
  ...Object.values(findings).flatMap(({ title, remedy }) => [title, remedy ?? '']),
]
// What YAML or a shell wants stays as it is typed.
const typed = /(?:键|名称|问题): (?:值|回答)|--calicoctl PATH|"show route"/

describe('Chinese sentences', () => {
  it.each([
    ['have no half-width punctuation beside a Chinese character', /\p{Script=Han}[;,?!:()]|[;,?!:()]\p{Script=Han}/u],
    ['have no space beside full-width punctuation', /[，。；：！？、（）] | [，。；：！？、（）]/],
    [
      'have a space between a Chinese character and a Latin letter or digit',
      /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u,
    ],
    ['have no quotes of English beside a Chinese character', /["']\p{Script=Han}|\p{Script=Han}["']/u],
    ['do not go on from what stands before them: a colon does', /^的/],
  ])('%s', (_, wrong) => {
    expect(all.filter((text) => wrong.test(text) && !typed.test(text))).toEqual([])
  })
})
