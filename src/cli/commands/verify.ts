import { statusRuns } from '../../apply/run.ts'
import type { RunStore } from '../../apply/run-store.ts'
import { fabricFromDesign } from '../../design/fabric.ts'
import { translatePhrase } from '../../i18n/phrases.ts'
import { speaker } from '../../i18n/translate.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import { WizardError } from '../../model/errors.ts'
import { exitCodes } from '../../model/outcome.ts'
import { differenceText } from '../../verify/compare.ts'
import { renderProof } from '../../views/render-proof.ts'
import { renderServices } from '../../views/render-services.ts'
import { pasteFrom } from '../ask-switch.ts'
import { decide, loadAnswers } from '../decide.ts'
import { openStore } from '../engine-ports.ts'
import type { Io } from '../io.ts'
import { prove } from '../observe-world.ts'
import { openJournalPlan } from '../open-plan.ts'
import { type Options, usage } from '../options.ts'
import { preflight } from '../preflight.ts'
import { proofRows } from '../proof-rows.ts'
import { readPlan } from '../read-plan.ts'
import { emptyResult, resultSessions } from '../result.ts'
import { serviceRows } from '../service-rows.ts'
import { refuseBadSwitches, switchLines } from '../switches.ts'
import { withWorld } from '../with-world.ts'

/** `verify`: sessions and routes as observed, beside what the resources in the cluster should give. Reads only. */
export function runVerify(options: Options, args: string[], io: Io): Promise<number> {
  if (args[0] !== undefined && options.answers !== undefined)
    throw usage('verify', `${args[0]} with --answers`, 'one of them: the plan already holds its answers')
  return withWorld(options, io, async (world, screen) => {
    const say = speaker(screen.lang)
    const found = await screen.busy(say('cli.reading'), (emit) =>
      preflight(world, say, emit, {
        readOnly: false,
        ...(options.statusVia ? { via: options.statusVia } : {}),
        ...(options.calicoVersion ? { calicoVersion: options.calicoVersion } : {}),
      }),
    )
    if (!found.source)
      throw new WizardError({
        code: 'E_NO_STATUS',
        exitCode: exitCodes.verifyDiffers,
        what: 'sessions cannot be read; what was not seen is not fine',
        remedies: ['name a way that works: --status-via exec, ssh, crd or local'],
      })
    const design =
      (args[0] === undefined ? undefined : readPlan(args[0]).design) ??
      (options.answers ? undefined : appliedDesign(openStore(world, options), found.cluster)) ??
      decide(found.cluster, loadAnswers(options), options, found.calicoctlVersion).design
    const fabric = fabricFromDesign(design, found.cluster.resources)
    refuseBadSwitches(options, fabric)
    world.rehearsal?.configureSwitches(fabric)
    const paste = pasteFrom(io, options.dialect, say)
    const proof = await prove(world, options, design, found.source, found.cluster.version.text, paste)
    const sessions = resultSessions(proof.observations, proof.cluster, proof.fabric)
    const { seen: switches } = proof.switches
    const differences = [...proof.differences.map(differenceText), ...switchLines(proof.switches, screen.lang, say)]
    const services = serviceRows(proof)
    await screen.result([
      ...renderProof(proofRows(proof), screen.look),
      ...renderServices(services, screen.look),
      ...(differences.length > 0
        ? [
            say('cli.verify.different', { count: differences.length }),
            ...differences.map((line) => `  ${translatePhrase(screen.lang, line)}`),
          ]
        : [say('cli.verify.same', { nodes: proof.observations.length, sessions: sessions.length })]),
    ])
    if (options.json) screen.view.emit(emptyResult('nothing-to-do', { sessions, differences, switches, services }))
    return differences.length > 0 ? exitCodes.verifyDiffers : exitCodes.done
  })
}

/** The design of the newest run on this cluster, when it was carried out and not undone: its switches are what is there. */
function appliedDesign(store: RunStore, cluster: ClusterState): Design | undefined {
  const run = statusRuns(store).find((entry) => entry.clusterUid === cluster.identity.uid)
  return run?.outcome === 'applied' ? openJournalPlan(store, run.runId).design : undefined
}
