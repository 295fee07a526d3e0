import { addressCheck, callers, reachCheck } from './checks.ts'
import { ciscoConfig, ciscoRemoval } from './cisco-like.ts'
import type { Dialect } from './dialect.ts'
import { frrNamesFree, frrNotes, frrWords } from './frr.ts'

/** SONiC: FRR inside, entered through vtysh. */
export const sonic: Dialect = {
  name: 'sonic',
  title: 'SONiC',
  comment: '!',
  commands: {
    peers: 'vtysh -c "show bgp ipv4 unicast summary json"',
    routes: 'vtysh -c "show ip route json"',
  },
  checks: (intent) => [
    `show runningconfiguration bgp - BGP runs with the AS number below, ${frrNamesFree(intent)}`,
    `sonic-db-cli CONFIG_DB hget "DEVICE_METADATA|localhost" docker_routing_config_mode - "unified" and "separated" write FRR's configuration from CONFIG_DB again at a restart; "split" keeps what vtysh writes`,
    addressCheck(intent, 'show ip interfaces'),
    ...reachCheck(intent),
    `the control-plane ACL lets TCP 179 in from the ${callers(intent)}`,
  ],
  config: (intent) => ciscoConfig(intent, frrWords),
  removal: (intent) => ciscoRemoval(intent, frrWords),
  notes: (intent) => [
    ...frrNotes(intent),
    'Without "split" routing configuration, put the neighbours into CONFIG_DB (BGP_NEIGHBOR) as well.',
  ],
}
