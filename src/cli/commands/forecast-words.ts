import type { Lang } from '../../i18n/lang.ts'
import type { SessionCause } from '../../model/session.ts'
import type { RouteSummary } from './forecast-routes.ts'

/** Every sentence `forecast` prints, so that both languages are complete or do not compile. */
export interface ForecastWords {
  sum(version: string, nodes: number, ends: number, causes: string[]): string
  /** Nodes that are not listed: those where every session comes up, and those with something to look at. */
  hidden(quiet: number, trouble: number): string
  reflector(clusterId: string): string
  noSessions: string
  moreSessions(count: number): string
  session: string
  peer: string
  state: string
  from: string
  mesh: string
  mirror(bgpPeer: string): string
  client: string
  colon: string
  comma: string
  routes(pairs: number, lost: number): string
  moreLost(count: number): string
  lost: Record<RouteSummary['lost'][number]['reason'], string>
  warnings(count: number): string
  notModelled: string
  causes: Record<SessionCause, string>
  met(cause: string, count: number): string
  /** Said after what the session comes from. */
  why: Record<SessionCause, string>
}

export const forecastWords: Record<Lang, ForecastWords> = {
  en: {
    sum: (version, nodes, ends, causes) =>
      `Calico ${version}, ${nodes} node${nodes === 1 ? '' : 's'}, ${ends} session end${ends === 1 ? '' : 's'}${causes.length > 0 ? `: ${causes.join(', ')}` : ''}`,
    hidden: (quiet, trouble) =>
      `Not listed: ${quiet} node${quiet === 1 ? '' : 's'} where every session comes up${trouble > 0 ? `, and ${trouble} more like those above` : ''}; --json lists every session of every node.`,
    reflector: (clusterId) => `reflector ${clusterId}`,
    noSessions: 'no sessions',
    moreSessions: (count) => `and ${count} more; --json lists them`,
    session: 'SESSION',
    peer: 'PEER',
    state: 'STATE',
    from: 'FROM',
    mesh: 'mesh',
    mirror: (bgpPeer) => `${bgpPeer} (mirrored)`,
    client: 'rr client',
    colon: ': ',
    comma: ', ',
    routes: (pairs, lost) =>
      lost === 0
        ? `Routes to pods: all ${pairs} ways between nodes arrive.`
        : `Routes to pods: ${lost} of ${pairs} ways between nodes do not arrive by BGP.`,
    moreLost: (count) => `and ${count} more`,
    lost: {
      'no-route': 'no route',
      loop: 'the packets go in a circle',
      'unreachable-route': 'an "unreachable" route: its next hop cannot be resolved',
      'switch-without-route': 'a switch on the way has no route',
      'unknown-router': 'by default to a router of which nothing is known',
      'dead-next-hop': 'the next hop is nobody in this cluster',
    },
    warnings: (count) => `${count} warning${count === 1 ? '' : 's'}`,
    notModelled: 'Not modelled',
    causes: {
      established: 'established',
      pending: 'pending',
      'wrong-as': 'wrong AS',
      'one-sided': 'one-sided',
      unreachable: 'unreachable',
      'password-mismatch': 'password',
      frozen: 'not loaded',
      'outside-unknown': 'unknown',
    },
    met: (cause, count) => `${count} ${cause}`,
    why: {
      established: '',
      pending: 'another session has this address and port',
      'wrong-as': 'the two ends expect other AS numbers',
      'one-sided': 'the other end has no session for this node',
      unreachable: 'no connection can be opened (subnet, port or TTL)',
      'password-mismatch': 'only one end has a password',
      frozen: 'BIRD refuses the file; see the warnings',
      'outside-unknown': 'outside the cluster',
    },
  },
  'zh-CN': {
    sum: (version, nodes, ends, causes) =>
      `Calico ${version}，${nodes} 个节点，${ends} 个会话端${causes.length > 0 ? `：${causes.join('，')}` : ''}`,
    hidden: (quiet, trouble) =>
      `未列出：${quiet} 个节点的所有会话都能建立${trouble > 0 ? `，另有 ${trouble} 个与上面类似` : ''}；--json 会列出每个节点的每个会话。`,
    reflector: (clusterId) => `路由反射器 ${clusterId}`,
    noSessions: '没有会话',
    moreSessions: (count) => `另有 ${count} 个；用 --json 列出`,
    session: '会话',
    peer: '对端',
    state: '状态',
    from: '来源',
    mesh: '全互联',
    mirror: (bgpPeer) => `${bgpPeer}（反向）`,
    client: '反射器客户端',
    colon: '：',
    comma: '，',
    routes: (pairs, lost) =>
      lost === 0
        ? `到 Pod 的路由：节点间 ${pairs} 条路径全部可达。`
        : `到 Pod 的路由：节点间 ${pairs} 条路径中有 ${lost} 条不能经 BGP 到达。`,
    moreLost: (count) => `另有 ${count} 条`,
    lost: {
      'no-route': '没有路由',
      loop: '报文循环转发',
      'unreachable-route': '不可达（unreachable）路由：下一跳无法解析',
      'switch-without-route': '途中的交换机没有路由',
      'unknown-router': '默认路由指向情况未知的路由器',
      'dead-next-hop': '下一跳不属于本集群',
    },
    warnings: (count) => `${count} 条警告`,
    notModelled: '未建模的内容',
    causes: {
      established: '已建立',
      pending: '等待',
      'wrong-as': 'AS 不符',
      'one-sided': '单边',
      unreachable: '不可达',
      'password-mismatch': '密码不符',
      frozen: '未加载',
      'outside-unknown': '未知',
    },
    met: (cause, count) => `${cause} ${count} 个`,
    why: {
      established: '',
      pending: '该地址和端口已被另一个会话占用',
      'wrong-as': '两端期望的 AS 号不同',
      'one-sided': '对端没有为本节点配置会话',
      unreachable: '无法建立连接（子网、端口或 TTL）',
      'password-mismatch': '只有一端配置了密码',
      frozen: 'BIRD 拒绝该配置文件，见警告',
      'outside-unknown': '在集群之外',
    },
  },
}
