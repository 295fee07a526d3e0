import type { LintRule } from './rule.ts'
import { accidentalGlobalPeer } from './rules/accidental-global-peer.ts'
import { addressNotInternal } from './rules/address-not-internal.ts'
import { asnZero } from './rules/asn-zero.ts'
import { badSelector } from './rules/bad-selector.ts'
import { bgpNotUsed } from './rules/bgp-not-used.ts'
import { clientsNeedDefaultRoute } from './rules/clients-need-default-route.ts'
import { configurationRefused } from './rules/configuration-refused.ts'
import { disjointClients } from './rules/disjoint-clients.ts'
import { duplicateAddress } from './rules/duplicate-address.ts'
import { etcdDatastore } from './rules/etcd-datastore.ts'
import { excludedReflector } from './rules/excluded-reflector.ts'
import { fieldTooNew } from './rules/field-too-new.ts'
import { foreignLabelSelector } from './rules/foreign-label-selector.ts'
import { foreignLabelValue } from './rules/foreign-label-value.ts'
import { foreignManager } from './rules/foreign-manager.ts'
import { hubWithoutClusterId } from './rules/hub-without-cluster-id.ts'
import { ibgpLeafNextHop } from './rules/ibgp-leaf-next-hop.ts'
import { ibgpSwitchAsClient } from './rules/ibgp-switch-as-client.ts'
import { ignoredConfiguration } from './rules/ignored-configuration.ts'
import { isolatedReflector } from './rules/isolated-reflector.ts'
import { labelOnlyInAnnotation } from './rules/label-only-in-annotation.ts'
import { listenPort } from './rules/listen-port.ts'
import { localServices } from './rules/local-services.ts'
import { manyClients } from './rules/many-clients.ts'
import { manyPeers } from './rules/many-peers.ts'
import { meshAndLeaf } from './rules/mesh-and-leaf.ts'
import { meshOffWithoutPeers } from './rules/mesh-off-without-peers.ts'
import { meshPassword } from './rules/mesh-password.ts'
import { meshTooLarge } from './rules/mesh-too-large.ts'
import { missingFilter } from './rules/missing-filter.ts'
import { missingGroupLabel } from './rules/missing-group-label.ts'
import { missingSecret } from './rules/missing-secret.ts'
import { mixedAsMesh } from './rules/mixed-as-mesh.ts'
import { nodeGone } from './rules/node-gone.ts'
import { nodeNotReady } from './rules/node-not-ready.ts'
import { nodeWithoutAddress } from './rules/node-without-address.ts'
import { partialAsn } from './rules/partial-asn.ts'
import { passwordManyClients } from './rules/password-many-clients.ts'
import { passwordOnRunningSession } from './rules/password-on-running-session.ts'
import { peerUnknownNode } from './rules/peer-unknown-node.ts'
import { peerWithoutAsn } from './rules/peer-without-asn.ts'
import { peerWithoutTarget } from './rules/peer-without-target.ts'
import { poolNotExported } from './rules/pool-not-exported.ts'
import { reflectorHasPods } from './rules/reflector-has-pods.ts'
import { reflectorsInDataPath } from './rules/reflectors-in-data-path.ts'
import { reflectorsShareFate } from './rules/reflectors-share-fate.ts'
import { restartRace } from './rules/restart-race.ts'
import { secondSpeaker } from './rules/second-speaker.ts'
import { selectorMatchesNobody } from './rules/selector-matches-nobody.ts'
import { servicesLandOnReflectors } from './rules/services-land-on-reflectors.ts'
import { shortTimers } from './rules/short-timers.ts'
import { singleReflector } from './rules/single-reflector.ts'
import { staleBirdConfig } from './rules/stale-bird-config.ts'
import { strayIdLabel } from './rules/stray-id-label.ts'
import { takenName } from './rules/taken-name.ts'

/** Every rule, one a file, in the order of their codes. */
export const lintRules: readonly LintRule[] = [
  accidentalGlobalPeer,
  addressNotInternal,
  asnZero,
  badSelector,
  bgpNotUsed,
  clientsNeedDefaultRoute,
  configurationRefused,
  disjointClients,
  duplicateAddress,
  etcdDatastore,
  excludedReflector,
  fieldTooNew,
  foreignLabelSelector,
  foreignLabelValue,
  foreignManager,
  hubWithoutClusterId,
  ibgpLeafNextHop,
  ibgpSwitchAsClient,
  ignoredConfiguration,
  isolatedReflector,
  labelOnlyInAnnotation,
  listenPort,
  localServices,
  manyClients,
  manyPeers,
  meshAndLeaf,
  meshPassword,
  meshTooLarge,
  missingFilter,
  missingSecret,
  mixedAsMesh,
  nodeGone,
  nodeNotReady,
  nodeWithoutAddress,
  missingGroupLabel,
  meshOffWithoutPeers,
  partialAsn,
  passwordManyClients,
  passwordOnRunningSession,
  peerUnknownNode,
  peerWithoutAsn,
  peerWithoutTarget,
  poolNotExported,
  reflectorsInDataPath,
  reflectorsShareFate,
  reflectorHasPods,
  restartRace,
  secondSpeaker,
  selectorMatchesNobody,
  servicesLandOnReflectors,
  shortTimers,
  singleReflector,
  staleBirdConfig,
  strayIdLabel,
  takenName,
]
