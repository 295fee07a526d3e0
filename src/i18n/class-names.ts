import type { Lang } from './lang.ts'

const kinds: Record<string, string> = { reflectors: '路由反射器', clients: '普通节点', leafs: 'leaf 交换机' }

/**
 * Nodes that stand for each other, "rr2..rr20 clients" as the forecast names them, in the reader's language.
 * @param name a name of `src/forecast/stages-names.ts`, or of a single node, which stays
 */
export function translateClass(lang: Lang, name: string): string {
  const [, racks, kind] = /^(\S+) (reflectors|clients|leafs)$/.exec(name) ?? []
  return lang === 'en' || racks === undefined || kind === undefined ? name : `${racks} 的${kinds[kind]}`
}
