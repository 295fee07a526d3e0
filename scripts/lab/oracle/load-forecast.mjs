// The project's own forecast, bundled from its sources: the oracle judges what is in the tree, not what was built last.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** Bundles one source file of the project into the work directory and imports it. */
export async function importSource(relative, outDir) {
  const entry = join(REPOSITORY, relative)
  if (!existsSync(entry)) return undefined
  const outfile = join(outDir, `${relative.replaceAll('/', '_')}.mjs`)
  await build({
    loader: { '.yaml': 'text', '.cfg': 'text' },
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    // Dependencies written as CommonJS ask for `require`.
    banner: {
      js: "import { createRequire as lab_require } from 'node:module'; const require = lab_require(import.meta.url);",
    },
  })
  return import(pathToFileURL(outfile).href)
}

/**
 * The forecast of the very objects that confd reads, through the parser of `forecast FILE`.
 * @returns undefined when the sources are not there
 */
export async function loadForecast(outDir) {
  const sessions = await importSource('src/forecast/sessions.ts', outDir)
  const parser = await importSource('src/forecast/parse-resources.ts', outDir)
  const version = await importSource('src/model/version.ts', outDir)
  if (!sessions?.forecastSessions || !parser?.parseResources || !version?.parseVersion) return undefined
  return (objects, calicoVersion) => {
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
    const parsed = parser.parseResources(text, { file: 'oracle' })
    const forecast = sessions.forecastSessions(parsed.resources, {
      version: version.parseVersion(calicoVersion),
      fabric: { switches: [], defaultRouteVia: {} },
      calicoNamespace: 'kube-system',
    })
    return { ...forecast, warnings: [...parsed.warnings, ...forecast.warnings] }
  }
}
