/** 预测与资源文件的句子：英文模板 -> 中文。 */
export const forecastPhrases: Record<string, string> = {
  'nothing says which Calico this is for': '没有说明是哪个版本的 Calico',
  'Name it: --calico-version v3.28.0': '请指明：--calico-version v3.28.0',
  'or add the output of "calicoctl get clusterinformation default -o yaml" to the file.':
    '或把 calicoctl get clusterinformation default -o yaml 的输出加入文件。',
  'is outside {1}: this forecast is for {2}, and nobody checked that they agree':
    '不在 {1} 之内：本预测针对 {2}，两者是否一致没有核对过',
  'Calico {1} is outside {2}': 'Calico {1} 不在 {2} 之内',
  'Add --nearest to forecast with the nearest of these versions; the differences are then unknown.':
    '加上 --nearest 可用其中最接近的版本做预测，其差异未知。',
  '{1} is no version': '{1} 不是版本号',
  'Write it like v3.28.0.': '写成 v3.28.0 的形式。',
  'says the cluster runs {1}; the forecast is for {2}, as asked': '写明集群运行 {1}；预测按要求针对 {2}',
  'the input is larger than {1} MiB': '输入超过 {1} MiB',
  'Leave out what no session depends on: pods, events, managed fields.':
    '去掉与会话无关的内容：Pod、事件、managedFields。',
  'the resources cannot be read: {1}': '无法读取资源：{1}',
  'Name a readable YAML or JSON file in UTF-8, or - for standard input.':
    '请给出可读的 UTF-8 YAML 或 JSON 文件，或用 - 表示标准输入。',
  'belongs to Calico Enterprise': '属于 Calico Enterprise',
  'is not known; the field is called {1}': '无法识别；该字段名为 {1}',
  '{1} belongs to Calico Enterprise: calicoctl refuses it, and it has no effect here':
    '{1} 属于 Calico Enterprise：calicoctl 会拒绝，在这里不起作用',
  '{1} is not known; the field is called {2}: calicoctl refuses it, and it has no effect here':
    '{1} 无法识别，该字段名为 {2}：calicoctl 会拒绝，在这里不起作用',
  '{1} is not known: calicoctl refuses it, and it has no effect here': '{1} 无法识别：calicoctl 会拒绝，在这里不起作用',
  '{1}.{2} {3}: calicoctl refuses it, and it has no effect here': '{1}.{2}：{3}；calicoctl 会拒绝，在这里不起作用',
  'Write {1}.': '写成 {1}。',
  '{1}: {2} is {3}, but takes {4}': '{1}：{2} 为 {3}，应为 {4}',
  'Correct {1}; "calicoctl apply" refuses it too.': '改正 {1}；calicoctl apply 也会拒绝。',
  'a {1} has no metadata.name': '有一个 {1} 没有 metadata.name',
  'Give it a name.': '给它一个名称。',
  '{1} is no name for a {2}': '{1} 不能作为 {2} 的名称',
  'Use letters, digits, "-" and "."; begin and end with a letter or digit.':
    '使用字母、数字、“-”和“.”，首尾为字母或数字。',
  'appears more than once: the last one counts, as with "apply -f"': '出现多次：与 apply -f 一样，以最后一个为准',
  'Keep one of them.': '只保留一个。',
  'decides no session: not used ({1})': '与会话无关：没有使用（{1}）',
  'is no kind this forecast knows: whatever it does to sessions or routes is missing here':
    '预测不认识这种资源：它对会话或路由的影响没有计入',
  'says calico_backend is {1}: no BGP daemon runs, and none of these sessions exists':
    '写明 calico_backend 为 {1}：没有运行 BGP，这些会话都不存在',
  'this is no text: it holds NUL characters': '这不是文本：含有 NUL 字符',
  'Give YAML or JSON in UTF-8.': '请给出 UTF-8 的 YAML 或 JSON。',
  'annotation {1} is {2}, which cannot be read: Calico treats it as absent':
    '注解 {1} 为 {2}，无法读取：Calico 视为不存在',
  'lists are nested deeper than {1}': '列表的嵌套超过 {1} 层',
  'Give one list of resources.': '请给出一个资源列表。',
  'an object without a kind (its fields: {1})': '有对象没有 kind（字段：{1}）',
  'expected Kubernetes or Calico resources, found {1}': '需要 Kubernetes 或 Calico 资源，却是 {1}',
  'Give the output of "calicoctl get nodes,bgpconfig,bgppeer -o yaml" or "kubectl get ... -o yaml".':
    '请给出 calicoctl get nodes,bgpconfig,bgppeer -o yaml 或 kubectl get ... -o yaml 的输出。',
  'this is no valid YAML: {1}': '不是有效的 YAML：{1}',
  'Correct the text at this place; quote selectors and everything else that starts with ! & * or {.':
    '改正此处的文本；选择器以及以 ! & * { 开头的内容要加引号。',
  'this alias points to nothing, or into itself': '该别名没有指向任何内容，或指向自身',
  'Write the value out.': '请直接写出值。',
  'written out, the aliases of this file are larger than any cluster': '展开别名后，该文件比任何集群都大',
  'Write the values out instead of nesting aliases.': '请直接写出值，不要嵌套别名。',
  'this nests deeper than {1} levels, which no resource does': '嵌套超过 {1} 层，没有资源是这样的',
  'Give resources as calicoctl or kubectl prints them.': '请给出 calicoctl 或 kubectl 打印的资源。',
  'there is no resource in this input': '输入中没有资源',
  'Give the output of "calicoctl get nodes,bgpconfig,bgppeer,ippool -o yaml" or "kubectl get ... -o yaml".':
    '请给出 calicoctl get nodes,bgpconfig,bgppeer,ippool -o yaml 或 kubectl get ... -o yaml 的输出。',
  'holds no Node: there is nobody to have sessions': '没有 Node：没有谁可以建立会话',
  'Add the output of "calicoctl get nodes -o yaml" or "kubectl get nodes -o yaml".':
    '请加入 calicoctl get nodes -o yaml 或 kubectl get nodes -o yaml 的输出。',
  '{1} without quotes is a boolean: it is read as "{2}", as calicoctl does':
    '{1} 没有引号，是布尔值：与 calicoctl 一样读作“{2}”',
  '{1} is not in quotes: YAML takes it for a tag, and what is left is {2}':
    '{1} 没有加引号：YAML 会当作标签，剩下的是 {2}',
  'Write "{1}" in quotes.': '给“{1}”加上引号。',
  'Routes to {1} never come to rest in the model; the last state is shown.':
    '在模型中，到 {1} 的路由一直没有稳定；显示的是最后的状态。',
  'no closing {1}': '缺少结尾的 {1}',
  'expected {1}{2}': '此处应为 {1}{2}',
  'expected an operator after the label': '标签之后应为运算符',
  'expected an operator after the label but found {1}': '标签之后应为运算符，实际为{1}',
  'expected a quoted string but found {1}': '此处应为带引号的字符串，实际为{1}',
  'expected {1} but found {2}': '此处应为 {1}，实际为{2}',
  'the end': '结尾',
  'has() needs a label name': 'has() 需要标签名',
  'no closing ) after {1}': '{1} 之后缺少 )',
  'unexpected {1}': '多余的 {1}',
  'a label name has at most {1} characters': '标签名最多 {1} 个字符',
  'give node {1} the session {2} (and {3} more) with different {4}: Calico takes one of them at random; shown is {5}':
    '使节点 {1} 的会话 {2}（另有 {3} 个）的 {4} 不一致：Calico 随机取其一；此处显示 {5}',
  'give node {1} the session {2} with different {3}: Calico takes one of them at random; shown is {4}':
    '使节点 {1} 的会话 {2} 的 {3} 不一致：Calico 随机取其一；此处显示 {4}',
  'Let one BGPPeer make the session.': '只让一个 BGPPeer 产生该会话。',
  'keep their former {1} configuration: BIRD refuses the new file because {2}':
    '沿用原来的 {1} 配置：BIRD 拒绝新文件，原因是 {2}',
  'Nothing that is changed later reaches these nodes until this is repaired.': '修复之前，任何变更都不会到达这些节点。',
  'of the kind {1} are not listed': '{1} 类的提醒没有列出',
  'appears more than once; the first one counts here': '出现多次；此处以第一个为准',
  'has no effect: only default and node.<name> count': '不起作用：只有 default 和 node.<名称> 有效',
  'Rename or remove it.': '改名或删除。',
  'is for node {1}, which is not there': '针对节点 {1}，而它不存在',
  'sets {1}, which count in BGPConfiguration/default only': '设置了 {1}，这些只在 BGPConfiguration/default 中有效',
  'sets {1}, known from {2}: no effect in {3}': '设置了 {1}，从 {2} 起才有：在 {3} 中不起作用',
  'is missing: the node-to-node mesh is on and the AS number is {1}': '不存在：全互联为打开状态，AS 号为 {1}',
  'has AS number {1}, which no session can use; {2}': 'AS 号为 {1}，会话无法使用；{2}',
  'BIRD refuses AS number 0': 'BIRD 拒绝 AS 号 0',
  '{1} is used': '使用 {1}',
  'has nodeMeshMaxRestartTime {1}, which is no duration such as 120s':
    'nodeMeshMaxRestartTime 为 {1}，不是 120s 这样的时间',
  'has listenPort {1}, which is no port from 1 to 65535; 179 is used':
    'listenPort 为 {1}，不是 1 到 65535 的端口；使用 179',
  'left the IPv6 mesh when given a cluster id, but in {1} the other nodes still configure it: those sessions stay down':
    '设置集群 ID 后退出了 IPv6 全互联，但在 {1} 中其他节点仍然配置它：这些会话不会建立',
  'expect of {1}, which have no AS number of their own, theirs instead of {2}: those mesh sessions end in "Bad peer AS"':
    '认为没有单独 AS 号的 {1} 使用与自己相同的 AS 号，而不是 {2}：这些全互联会话会因 Bad peer AS 中断',
  'Set asNumber on every node, or turn the mesh off.': '给每个节点设置 asNumber，或关闭全互联。',
  'have the same address {1}: with the mesh on, BIRD on every other node refuses its new configuration':
    '使用同一个地址 {1}：全互联打开时，其他节点上的 BIRD 都会拒绝新配置',
  'Give every node an address of its own.': '让每个节点使用自己的地址。',
  'Keep one Node of each name.': '同名的 Node 只保留一个。',
  'has an AS number that cannot be read; Calico treats it as absent, so the node takes the global one':
    'AS 号无法读取；Calico 视为不存在，节点使用全局的 AS 号',
  'Write a number from 1 to 4294967295, or "high.low" in quotes.': '写成 1 到 4294967295 的数，或加引号的“高.低”形式。',
  'has AS number 0: BIRD refuses its configuration, and that of every node that peers with it':
    'AS 号为 0：它以及与它建立邻居的节点上，BIRD 都会拒绝配置',
  'Set a number from 1 to 4294967295, or remove the field.': '设为 1 到 4294967295 的数，或移除该字段。',
  'has a cluster id that is no dotted IPv4 address; Calico treats it as absent: no reflector':
    '集群 ID 不是点分 IPv4 地址；Calico 视为不存在：不是路由反射器',
  'Write a cluster id such as 244.0.0.1.': '写成 244.0.0.1 这样的集群 ID。',
  'has an address that cannot be read; Calico treats it as absent': '地址无法读取；Calico 视为不存在',
  'has an address that cannot be read: Calico drops the whole node, nobody peers with it, and its own configuration stays as it was':
    '地址无法读取：Calico 会丢弃整个节点，没有谁与它建立邻居，它自己沿用旧配置',
  'Write the address with its mask, such as 10.0.0.1/24.': '地址要带掩码，例如 10.0.0.1/24。',
  'has no BGP address: no sessions there, and none toward it': '没有 BGP 地址：它没有会话，也没有到它的会话',
  'calico-node writes the address when it starts; see whether it runs on the node.':
    '地址由 calico-node 启动时写入；检查它是否在该节点上运行。',
  'has no IPv4 address, from which the router id is made: BGP needs CALICO_ROUTER_ID=hash there':
    '没有用于生成路由器 ID 的 IPv4 地址：BGP 需要设置 CALICO_ROUTER_ID=hash',
  'Set CALICO_ROUTER_ID=hash for calico-node.': '为 calico-node 设置 CALICO_ROUTER_ID=hash。',
  'has labels that stand only in the annotation projectcalico.org/kube-labels: no selector sees them':
    '标签只写在注解 projectcalico.org/kube-labels 中：选择器看不到',
  'Put the labels into metadata.labels (kubectl label node ...).':
    '把标签写到 metadata.labels（kubectl label node ...）。',
  'appears more than once; all of them count here, in a cluster only one can exist':
    '出现多次；此处全部计入，集群中只能有一个',
  'takes {1} from Secret {2}, key {3}, which is not there: no password':
    '{1} 取自 Secret {2} 的键 {3}，但它不存在：不使用密码',
  'takes {1} from Secret {2}, key {3}, in namespace {4}: calico-node reads its own namespace only, which this is taken to be':
    '{1} 取自命名空间 {4} 中 Secret {2} 的键 {3}：calico-node 只读取自己的命名空间，这里假定就是它',
  'Put the Secret where calico-node runs.': '将 Secret 放到 calico-node 所在的命名空间。',
  'spec.bgp has no effect on a Kubernetes Node: Calico reads its annotations there':
    'Kubernetes Node 的 spec.bgp 不起作用：Calico 读取的是它的注解',
  'Write apiVersion: projectcalico.org/v3 if this is meant as a Calico Node.':
    '如果要写的是 Calico Node，请用 apiVersion: projectcalico.org/v3。',
  'names BGPFilter {1}, which is not there: it is ignored': '引用的 BGPFilter {1} 不存在：被忽略',
  'has {1} {2}, which is no duration such as 120s': '{1} 为 {2}，不是 120s 这样的时间',
  'has an empty {1}: it counts as not set, so the peer is for every node': '{1} 为空：视为未设置，因此作用于所有节点',
  'has an empty {1}: it counts as not set': '{1} 为空：视为未设置',
  'has an empty {1}: it counts as not set{2}': '{1} 为空：视为未设置{2}',
  'Write the selector in quotes.': '给选择器加上引号。',
  'has {1} {2}, wrong at character {3}: {4}; it matches nothing': '{1} {2} 在第 {3} 个字符处有误：{4}；不匹配任何节点',
  'has {1} {2}, which matches no node: it makes no session': '{1} {2} 没有匹配任何节点：不会产生会话',
  'has peerIP and peerSelector: the selector wins': '同时有 peerIP 和 peerSelector：以选择器为准',
  'has asNumber with peerSelector: the AS of each node is used instead':
    'peerSelector 与 asNumber 同时出现：改用各节点的 AS 号',
  'has neither peerIP nor peerSelector: Calico skips it': '没有 peerIP 也没有 peerSelector：Calico 会跳过',
  'has peerIP {1}, which is no address: Calico skips it': 'peerIP {1} 不是地址：Calico 会跳过',
  'has reachableBy {1}, no address of the family of {2}: Calico skips it':
    'reachableBy {1} 与 {2} 不是同一地址族：Calico 会跳过',
  'no asNumber': '没有 asNumber',
  'asNumber {1}': 'asNumber 为 {1}',
  'has a peerIP and {1}: Calico writes AS 0, BIRD refuses the file, and the nodes keep their former configuration':
    '有 peerIP，而{1}：Calico 写入 AS 0，BIRD 拒绝该文件，节点沿用旧配置',
  'Set asNumber.': '设置 asNumber。',
  'has node and nodeSelector: the selector wins': '同时有 node 和 nodeSelector：以选择器为准',
  'node {1} has the cluster id {2}': '节点 {1} 的集群 ID 为 {2}',
  '{1} has a time of {2} s': '{1} 的时间为 {2} 秒',
  'node {1} has AS number 0': '节点 {1} 的 AS 号为 0',
  'nodes {1} share the address {2}': '节点 {1} 使用同一地址 {2}',
  '{1} has no AS number for {2}': '{1} 没有为 {2} 给出 AS 号',
  '{1} gives the name {2} a second time': '{1} 使名称 {2} 重复',
  'nodeMeshMaxRestartTime is negative': 'nodeMeshMaxRestartTime 为负数',
  // 未建模的内容
  'Environment of calico-node: CALICO_ROUTER_ID other than the IPv4 address, and AS, which overwrites the AS number of a node at its start.':
    'calico-node 的环境变量：CALICO_ROUTER_ID 不是 IPv4 地址的情况，以及启动时会覆盖节点 AS 号的 AS。',
  'Whether two passwords are the same text: only that both ends have one is compared.':
    '两端的密码是否相同：只比较两端是否都有密码。',
  'Firewalls, interfaces that are down, and routes between subnets: every address is taken to be reachable unless BGP itself forbids it.':
    '防火墙、未启用的接口、子网之间的路由：除非 BGP 本身不允许，每个地址都视为可达。',
  'Who holds a connection that two protocols could have, when no earlier moment is known: the order of a daemon start decides.':
    '两个协议争用同一连接而又不知道此前状态时由谁持有：按守护进程启动的顺序决定。',
  'The order in which nodes take a change: each forecast is the state at rest.':
    '各节点应用变更的先后：每个预测都是稳定之后的状态。',
  'Sessions with pods, beyond the WorkloadEndpoints in the input; their state is unknown.':
    '输入中 WorkloadEndpoint 以外的 Pod 会话；它们的状态未知。',
  'Between 3.26 and 3.30 nobody measured whether the mesh is multihop; it is taken to be, as in 3.25.':
    '3.26 到 3.30 之间全互联是否为多跳（multihop）没有实测；按 3.25 的情况视为是。',
  'From 3.32 the mesh is multihop again as its source says; nobody measured it.':
    '3.32 起按源码全互联又成为多跳（multihop）；没有实测。',
  'BGPFilter rules: sessions with filters are treated as if they had none.':
    'BGPFilter 规则：带过滤器的会话按没有过滤器处理。',
  'Communities and prefix advertisements, MED, local preference set by hand.':
    '团体属性与 prefixAdvertisements、MED、手工设置的本地优先级。',
  'Nodes of different versions side by side: local preference changed with 3.32.':
    '不同版本的节点并存：3.32 改变了本地优先级。',
  "Addresses borrowed from another node's block (a /32 of its own), and routes of higher priority inside a block (live migration, from 3.32).":
    '从其他节点的地址块借用的地址（单独的 /32），以及块内优先级更高的路由（热迁移，3.32 起）。',
  'Blocks that are not confirmed yet: before 3.24 their node holds a blackhole route for them.':
    '尚未确认的地址块：3.24 之前其节点会为它保留一条黑洞路由。',
  'Routes that Felix programs (VXLAN pools, IPIP pools from 3.33, programClusterRoutes): such pods do not ride on BGP.':
    '由 Felix 写入的路由（VXLAN 地址池、3.33 起的 IPIP 地址池、programClusterRoutes）：这些 Pod 不依赖 BGP。',
  'Route maps, filters and timers of switches beyond the options of a leaf.':
    '交换机上 leaf 选项之外的 route-map、过滤器和定时器。',
  'Routes: pairs of nodes are walked one by one, up to {1} nodes.': '路由：逐对检查节点，最多 {1} 个节点。',
  'Routes: the input has no BlockAffinity, so nobody announces anything.':
    '路由：输入中没有 BlockAffinity，因此没有节点发布路由。',
  'The instants between the changes of single nodes: everything that restarts counts as down at once.':
    '单个节点变更之间的瞬间：凡是重启的会话都视为同时中断。',
  'Packets already on their way, and connection tracking on nodes and switches.':
    '正在途中的数据包，以及节点和交换机上的连接跟踪。',
  'Pods that start, stop or move during the plan.': '计划执行期间启动、停止或迁移的 Pod。',
}
