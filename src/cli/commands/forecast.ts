import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { largestInput, type ParsedResources, parseResources } from '../../forecast/parse-resources.ts'
import { openSessions, type SessionModel } from '../../forecast/sessions.ts'
import { newestSupported, oldestSupported, supportedVersion } from '../../forecast/versions.ts'
import type { Lang } from '../../i18n/lang.ts'
import { WizardError } from '../../model/errors.ts'
import { exitCodes } from '../../model/outcome.ts'
import type { Warning } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'
import { writeForecastJson } from './forecast-json.ts'
import { lintResources } from './forecast-lint.ts'
import type { RouteSummary } from './forecast-routes.ts'
import { renderForecast } from './forecast-text.ts'

/** What `forecast` was asked for. */
export interface ForecastOptions {
  /** A path, or "-" for standard input. */
  file: string
  calicoVersion?: string
  /** Let the nearest supported version stand in for one that is not. */
  nearest?: boolean
  json: boolean
  lang: Lang
}

/** Where the command writes. Texts carry their own line ends. */
export interface ForecastIo {
  stdout(text: string): void | Promise<void>
  stderr(text: string): void | Promise<void>
  columns: number
  color: boolean
}

/**
 * `forecast FILE`: the sessions of every node for any Calico resources. Needs no cluster and changes nothing.
 * @returns exit code 0; everything that stops it is thrown
 * @throws WizardError (exit code 2) for a file or version that cannot be used
 */
export async function runForecast(options: ForecastOptions, io: ForecastIo): Promise<number> {
  const file = options.file === '-' ? 'stdin' : options.file
  const parsed = parseResources(await readInput(options.file, file), { file })
  const { version, warnings } = chooseVersion(options, parsed, file)
  const model = openSessions(parsed.resources, { version })
  for (const warning of warnings) await io.stderr(`${warning.code}: ${warning.subject} ${warning.message}\n`)
  const { routes, leftOut } = await routesOf(parsed, model, version)
  const forecast: ForecastParts = {
    version,
    model,
    routes,
    notModelled: [...model.notModelled, ...leftOut],
    // The model knows conflicts and frozen files of the nodes it was asked for, which are all when the output is written.
    warnings: () => {
      const said = [...warnings, ...parsed.warnings, ...model.warnings()]
      return [...said, ...lintResources(parsed.resources, version, said)]
    },
  }
  if (options.json) await writeForecastJson(forecast, io)
  else await renderForecast(forecast, parsed.resources, options.lang, io)
  return exitCodes.done
}

/** What the two outputs are made of. */
export interface ForecastParts {
  version: CalicoVersion
  model: SessionModel
  /** Undefined without blocks, or with more nodes than are walked pair by pair. */
  routes: RouteSummary | undefined
  /** What neither part says, in words for the reader. */
  notModelled: readonly string[]
  /** Complete once every node was asked for. */
  warnings(): Warning[]
}

async function routesOf(
  { resources }: ParsedResources,
  model: SessionModel,
  version: CalicoVersion,
): Promise<{ routes: RouteSummary | undefined; leftOut: readonly string[] }> {
  // Loaded only when there is something to say: a forecast of sessions starts without it.
  const { mostNodesWithRoutes, routesLeftOut, summarizeRoutes } = await import('./forecast-routes.ts')
  const count = model.nodeNames.length
  if (count > mostNodesWithRoutes) return { routes: undefined, leftOut: routesLeftOut(undefined, count) }
  const nodes = Object.fromEntries(model.nodeNames.map((name) => [name, model.sessionsOf(name)!]))
  const routes = summarizeRoutes({ nodes, warnings: [], notModelled: [] }, resources, version)
  return { routes, leftOut: routesLeftOut(routes, count) }
}

function chooseVersion(
  options: ForecastOptions,
  parsed: ParsedResources,
  file: string,
): { version: CalicoVersion; warnings: Warning[] } {
  const text = options.calicoVersion ?? parsed.calicoVersion
  const where = options.calicoVersion === undefined ? file : '--calico-version'
  const range = `${oldestSupported.text.replace(/\.0$/, '')} to ${newestSupported.text.replace(/\.0$/, '')}`
  if (text === undefined) {
    throw refuse('E_VERSION_MISSING', 'nothing says which Calico this is for', file, [
      'Name it: --calico-version v3.28.0',
      'or add the output of "calicoctl get clusterinformation default -o yaml" to the file.',
    ])
  }
  const choice = supportedVersion(text, { nearest: options.nearest ?? false })
  switch (choice.status) {
    case 'supported':
      return { version: choice.version, warnings: versionDiffers(options, parsed) }
    case 'nearest':
      return {
        version: choice.version,
        warnings: [
          {
            code: 'W_VERSION_NEAREST',
            subject: `Calico ${choice.asked.text}`,
            message: `is outside ${range}: this forecast is for ${choice.version.text}, and nobody checked that they agree`,
          },
        ],
      }
    case 'unsupported':
      throw refuse('E_VERSION_UNSUPPORTED', `Calico ${choice.asked.text} is outside ${range}`, where, [
        'Add --nearest to forecast with the nearest of these versions; the differences are then unknown.',
      ])
    case 'unreadable':
      throw refuse('E_VERSION_UNREADABLE', `${JSON.stringify(text)} is no version`, where, ['Write it like v3.28.0.'])
  }
}

/** The file may come from a cluster of another version than the one that was asked for. */
function versionDiffers(options: ForecastOptions, parsed: ParsedResources): Warning[] {
  const { calicoVersion } = options
  if (calicoVersion === undefined || parsed.calicoVersion === undefined) return []
  const [asked, found] = [supportedVersion(calicoVersion), supportedVersion(parsed.calicoVersion)]
  if (asked.status !== 'supported' || (found.status === 'supported' && found.version.text === asked.version.text))
    return []
  return [
    {
      code: 'W_VERSION_DIFFERS',
      subject: 'ClusterInformation',
      message: `says the cluster runs ${parsed.calicoVersion}; the forecast is for ${asked.version.text}, as asked`,
    },
  ]
}

async function readInput(path: string, name: string): Promise<string> {
  const tooLarge = () =>
    refuse('E_RESOURCES_TOO_LARGE', `the input is larger than ${largestInput / 1024 / 1024} MiB`, name, [
      'Leave out what no session depends on: pods, events, managed fields.',
    ])
  try {
    if (path !== '-') {
      const found = await stat(path)
      if (found.isDirectory()) throw new Error('it is a directory')
      if (found.size > largestInput) throw tooLarge()
    }
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const buffer = Buffer.from(chunk)
      size += buffer.length
      if (size > largestInput) throw tooLarge()
      chunks.push(buffer)
    }
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.concat(chunks))
  } catch (cause) {
    if (cause instanceof WizardError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw refuse('E_RESOURCES_READ', `the resources cannot be read: ${why}`, name, [
      'Name a readable YAML or JSON file in UTF-8, or - for standard input.',
    ])
  }
}

function refuse(code: string, what: string, where: string, remedies: string[]): WizardError {
  return new WizardError({ code, exitCode: exitCodes.usage, what, where, remedies })
}
