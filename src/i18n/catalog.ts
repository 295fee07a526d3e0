import { cli as enCli } from './en/cli.ts'
import { core as enCore } from './en/core.ts'
import { forecast as enForecast } from './en/forecast.ts'
import { switchTexts as enSwitches } from './en/switches.ts'
import { view as enView } from './en/view.ts'
import { wizard as enWizard } from './en/wizard.ts'
import { wizardHelp as enWizardHelp } from './en/wizard-help.ts'
import type { Lang } from './lang.ts'
import { cli as zhCli } from './zh/cli.ts'
import { core as zhCore } from './zh/core.ts'
import { forecast as zhForecast } from './zh/forecast.ts'
import { switchTexts as zhSwitches } from './zh/switches.ts'
import { view as zhView } from './zh/view.ts'
import { wizard as zhWizard } from './zh/wizard.ts'
import { wizardHelp as zhWizardHelp } from './zh/wizard-help.ts'

const en = { ...enCli, ...enCore, ...enForecast, ...enSwitches, ...enView, ...enWizard, ...enWizardHelp }

/** The English catalogue: it says which keys there are and which parameters each takes. */
export type English = typeof en

/** A key of the catalogue. */
export type CatalogKey = keyof English

// Every Chinese file `satisfies` the keys of its English one; the type here holds the sum.
const zh: Record<CatalogKey, string> = {
  ...zhCli,
  ...zhCore,
  ...zhForecast,
  ...zhSwitches,
  ...zhView,
  ...zhWizard,
  ...zhWizardHelp,
}

/** Both catalogues. */
export const catalogs: Record<Lang, Record<CatalogKey, string>> = { en, 'zh-CN': zh }
