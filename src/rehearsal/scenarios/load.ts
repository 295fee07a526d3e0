import { guideScenario } from './guide.ts'
import type { Scenario } from './scenario.ts'

/** The scenario of a name: `guide`, `mesh:N` or a file. */
export async function loadScenario(name: string, calicoVersion: string | undefined): Promise<Scenario> {
  if (name === 'guide') return guideScenario(calicoVersion)
  const mesh = /^mesh:(\d{1,5})$/.exec(name)
  if (mesh) return (await import('./mesh.ts')).meshScenario(Number(mesh[1]), calicoVersion)
  return (await import('./file.ts')).fileScenario(name, calicoVersion)
}
