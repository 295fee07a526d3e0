import type { wizardHelp as en } from '../en/wizard-help.ts'

/** 按 ? 显示的说明。 */
export const wizardHelp = {
  'help.scheme':
    '全互联时，每个节点与其他所有节点都建立会话，总数为 n x (n-1) / 2。使用路由反射器时，由少数节点转发其他节点的路由，无论集群多大，每个节点只需两三个会话。ToR 则把工作交给 leaf 交换机：每个节点都与交换机建立邻居，交换机必须接受所有节点。',
  'help.step1':
    '从 {url} 下载二进制文件，有校验和时进行核对，设为可执行后放到 {path}。已有的其他版本未经您同意不会被覆盖。选择“所有节点”时，用系统自带的 ssh 客户端复制过去。',
  'help.step1.source': '不能访问互联网的机器，可以从路径与发布页一致的镜像站获取，或使用您事先拷贝过来的文件。',
  'help.step1.mirror': '镜像站在该 URL 之下的路径应与发布页一致。',
  'help.step1.file': '适用于本机、版本正确的 calicoctl 二进制文件。使用前会核对版本。',
  'help.step2': '该文件保存数据存储类型（kubernetes）和 kubeconfig 的路径。一次写入完成，和其他步骤一样可以撤销。',
  'help.step2.kubeconfig': 'calicoctl 访问集群所读取的文件，请填该机器上的绝对路径。',
  'help.step3':
    '即名为 default 的 BGPConfiguration 中的 nodeToNodeMeshEnabled: false。已有对象的其他字段保持不变。如果节点之间没有别的路径，此刻 Pod 就会失去路由；因此安全顺序会先建立另一条路径。',
  'help.asn':
    '私有 AS 号为 64512 到 65534 以及 4200000000 到 4294967294。机架的 AS 号必须与其 leaf 交换机不同。也可以用点分写法：1.10 即 65546。',
  'help.step4':
    '同一机架的节点使用相同的 AS 号，节点之间是 iBGP，与 leaf 交换机之间是 eBGP。集群 ID 用来防止路由在反射器之间循环，指南中使用节点自己的地址。在 Calico 3.31 之前，修改节点的 AS 号会重启它的会话。',
  'help.rack': '机架指同一台 leaf 交换机之下的一组节点。',
  'help.rackWhat': '机架名称就是节点标签的值，也是 BGPPeer 名称的一部分。',
  'help.rackName': '可用字母、数字、短横线、点和下划线；它会成为标签的值。',
  'help.clusterId': '为整个机架给出一个点分地址，如 172.20.0.11；或逐个写明：node1=172.20.0.11 node2=172.20.0.12。',
  'help.nodes': '名称之间用空格或逗号分隔；node[4-6]、node[01-20,25] 这样的范围可代表多个节点。',
  'help.reflectors': '每个机架两个，以便其中一个可以故障。请选择就绪且不常被驱逐的节点。名称或范围，用空格分隔。',
  'help.step5': '标签用 kubectl 打在 Kubernetes 节点上，Calico 从那里读取。同名但值不同的标签会显示出来，不会被覆盖。',
  'help.label': 'Kubernetes 标签键：字母、数字、短横线、点和下划线，可以带前缀和 /。',
  'help.step6':
    '每台 leaf 交换机一个 BGPPeer：nodeSelector 选择本机架的路由反射器，peerIP 和 asNumber 指明 leaf 交换机。每个机架一个 BGPPeer：nodeSelector 选择全部节点，peerSelector 选择路由反射器。leaf 交换机接受哪些邻居，决定了哪种顺序是安全的。',
  'help.password':
    'Secret 位于 calico-node 所在的命名空间，calico-node 须有权读取。这里只保留名称和键；leaf 交换机要配置相同的密码。',
  'help.leaf': '地址是交换机在节点子网中的地址；leaf 交换机的 AS 号与机架不同。',
  'help.accepts':
    '如果迁移期间 leaf 交换机接受本机架所有节点的会话，那么在关闭全互联、修改 AS 号时，它始终持有全部 Pod 路由。这是影响最小的顺序。',
  'help.remoteAs':
    '迁移期间机架内节点的 AS 号会改变。接受任意外部 AS 的 leaf 交换机会话不受影响；只接受固定 AS 的，则需要中途手工修改，或者换一种顺序。',
  'help.dialect': '配置只用于查看和保存，由您自己写到交换机上。',
  'help.switchSource':
    '验证时可以把交换机显示的内容与预测比较。请输入打印 BGP 邻居或路由的命令（不经过 shell，没有管道和变量）；@文件 表示已保存的输出；- 表示运行结束后粘贴；留空则不读取。',
  'help.step7':
    '会读取所有节点，而不是抽样；读不到的节点视为不正常。没有任何读取方式时，执行无法通过检查。设置确认时限后，执行完成但未确认的变更会自动撤销，可防止把自己关在外面。',
  'help.via':
    'birdcl 方式需要 pods/exec 权限；CalicoNodeStatus 需要 Calico 3.23 或更新版本；ssh 方式需要以 root 登录节点。',
  'help.confirm': '几秒到一天之间；off 表示完成后直接保留。',
  'help.step8':
    '即 BGPConfiguration 的 serviceClusterIPs：每个节点都发布该地址段，由交换机分担流量。请填 API Server 的 Service 地址段（service-cluster-ip-range）。',
  'help.cidr': '集群的 Service 地址段，例如 10.233.0.0/18。',
  'help.review': '到目前为止没有做任何变更。所有命令都可以查看；计划可以保存，以后用 apply 命令执行。',
  'help.pace':
    '同时受影响的 Pod 更少，但有的会受影响两次，耗时也更长。关闭全互联的阶段不会拆分：它是所有节点共用的一个字段。没有 Pod 的路由反射器在会话重启时自身没有损失；向导不检查它们是否真的空载。',
  'help.canary': '机架或节点的名称。在可以拆分的每个阶段它都先进行，并且必须通过检查。',
  'help.final':
    '之后命令会逐条执行。按 Ctrl-C 会在当前命令结束后停下并询问。失败会全部撤销，也可以用 rollback 命令撤销。',
} satisfies Record<keyof typeof en, string>
