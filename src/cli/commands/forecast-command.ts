import { pickLang } from '../../i18n/lang.ts'
import { type Io, write } from '../io.ts'
import type { Options } from '../options.ts'
import { usage } from '../options.ts'
import { runForecast } from './forecast.ts'

/** `forecast FILE.yaml`: needs no cluster. */
export function runForecastCommand(options: Options, args: string[], io: Io): Promise<number> {
  const [file] = args
  if (file === undefined) throw usage('forecast', 'without a file', 'FILE.yaml with Calico resources, or - for stdin')
  const lang = pickLang(options.lang, io.env)
  return runForecast(
    {
      file,
      json: options.json,
      lang,
      nearest: options.nearest,
      ...(options.calicoVersion ? { calicoVersion: options.calicoVersion } : {}),
    },
    {
      stdout: (text: string) => write(io.stdout, text),
      stderr: (text: string) => write(io.stderr, text),
      columns: io.columns,
      color: false,
    },
  )
}
