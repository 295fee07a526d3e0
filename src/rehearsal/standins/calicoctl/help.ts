import { type Era, sentence } from './era.ts'
import { managers } from './kinds.ts'

/** Help texts, as the recorded releases print them. */

/** Help of the program itself. */
export function mainHelp(era: Era): string {
  const newer = era.newest
  const commands: [string, string[]][] = [
    ['create', ['Create a resource by file, directory or stdin.']],
    ['replace', ['Replace a resource by file, directory or stdin.']],
    [
      'apply',
      [
        'Apply a resource by file, directory or stdin.  This creates a resource',
        'if it does not exist, and replaces a resource if it does exists.',
      ],
    ],
    ['patch', [`Patch a ${newer ? 'preexisting' : 'pre-exisiting'} resource in place.`]],
    ['delete', ['Delete a resource identified by file, directory, stdin or resource type and', 'name.']],
    ['get', ['Get a resource identified by file, directory, stdin or resource type and', 'name.']],
    ['label', ['Add or update labels of resources.']],
    ...(newer
      ? ([['validate', ['Validate a resource by file, directory or stdin without applying it.']]] as [
          string,
          string[],
        ][])
      : []),
    ['convert', ['Convert config files between different API versions.']],
    ['ipam', ['IP address management.']],
    ['node', ['Calico node management.']],
    ['version', ['Display the version of this binary.']],
    ...(era.usageOnly
      ? []
      : ([
          ['export', ['Export the Calico datastore objects for migration']],
          ['import', ['Import the Calico datastore objects for migration']],
        ] as [string, string[]][])),
    ['datastore', ['Calico datastore management.']],
    ...(newer ? ([['cluster', ['Access cluster information.']]] as [string, string[]][]) : []),
  ]
  const lines = commands.flatMap(([name, [first, ...rest]]) => [
    `    ${name.padEnd(12)} ${first}`,
    ...rest.map((line) => `${' '.repeat(17)}${line}`),
  ])
  const options = era.checksVersion
    ? [
        '  -h --help                    Show this screen.',
        '  -l --log-level=<level>       Set the log level (one of panic, fatal, error,',
        '                               warn, info, debug) [default: panic]',
        '     --context=<context>       The name of the kubeconfig context to use.',
        '     --allow-version-mismatch  Allow client and cluster versions mismatch.',
      ]
    : [
        '  -h --help               Show this screen.',
        '  -l --log-level=<level>  Set the log level (one of panic, fatal, error,',
        '                          warn, info, debug) [default: panic]',
      ]
  return [
    'Usage:',
    '  calicoctl [options] <command> [<args>...]',
    '',
    ...lines,
    '',
    'Options:',
    ...options,
    '',
    'Description:',
    '  The calicoctl command line tool is used to manage Calico network and security',
    '  policy, to view and manage endpoint configuration, and to manage a Calico',
    '  node instance.',
    '',
    "  See 'calicoctl <command> --help' to read about a specific subcommand.",
    '',
  ].join('\n')
}

/** Help of a command: its usage, and for all but get no more than that. */
export function commandHelp(name: string, usage: string[], era: Era): string {
  const head = [
    'Set the Calico datastore access information in the environment variables or',
    'supply details in a config file.',
    '',
    'Usage:',
    ...usage,
    '',
  ]
  if (name !== 'get') return head.join('\n')
  return [...head, ...getHelp(era)].join('\n')
}

function getHelp(era: Era): string[] {
  const newer = era.newest
  const known = managers.filter((each) => each.since <= era.minor).map((each) => each.kind)
  const older = known
    .filter((kind) => kind !== 'ClusterInformation')
    .concat('Profile', 'WorkloadEndpoint')
    .map((kind) => kind.replace(/^(BGP|IP|[A-Z])/, (start) => start.toLowerCase()))
    .sort()
  const later = [
    ...known.map((kind) => kind.toLowerCase()),
    'profile',
    'stagedglobalnetworkpolicy',
    'stagedkubernetesnetworkpolicy',
    'stagednetworkpolicy',
    'tier',
    'workloadendpoint',
  ].sort()
  const kinds = newer ? later.map((kind) => `    - ${kind}`) : older.map((kind) => `    * ${kind}`)
  return [
    'Examples:',
    '  # List all policy in default output format.',
    '  calicoctl get policy',
    '',
    '  # List specific policies in YAML format',
    '  calicoctl get -o yaml policy my-policy-1 my-policy-2',
    '',
    'Options:',
    '  -h --help                    Show this screen.',
    '  -f --filename=<FILENAME>     Filename to use to get the resource.  If set to',
    '                               "-" loads from stdin. If filename is a directory, this command is',
    '                               invoked for each .json .yaml and .yml file within that directory,',
    '                               terminating after the first failure.',
    '  -R --recursive               Process the filename specified in -f or --filename recursively.',
    '     --skip-empty              Do not error if any files or directory specified using -f or --filename contain no',
    '                               data.',
    '  -o --output=<OUTPUT FORMAT>  Output format.  One of: yaml, json, ps, wide,',
    '                               custom-columns=..., go-template=...,',
    '                               go-template-file=...   [Default: ps]',
    '  -c --config=<CONFIG>         Path to the file containing connection',
    '                               configuration in YAML or JSON format.',
    '                               [default: /etc/calico/calicoctl.cfg]',
    '  -n --namespace=<NS>          Namespace of the resource.',
    ...(newer
      ? [
          '                               Only applicable to NetworkPolicy, StagedNetworkPolicy, StagedKubernetesNetworkPolicy,',
          '                               NetworkSet, and WorkloadEndpoint.',
        ]
      : ['                               Only applicable to NetworkPolicy, NetworkSet, and WorkloadEndpoint.']),
    '                               Uses the default namespace if not specified.',
    `  ${newer ? '-A' : '-a'} --all-namespaces          If present, list the requested object(s) across all namespaces.`,
    `${newer ? '     --export                 ' : '  --export                    '} If present, returns the requested object(s) stripped of`,
    '                               cluster-specific information. This flag will be ignored',
    `${newer ? '                               ' : '\t\t\t       '}if <NAME> is not specified.`,
    ...(newer
      ? [
          '     --context=<context>       The name of the kubeconfig context to use.',
          '     --allow-version-mismatch  Allow client and cluster versions mismatch.',
        ]
      : []),
    '',
    'Description:',
    '  The get command is used to display a set of resources by filename or stdin,',
    '  or by type and identifiers.  JSON and YAML formats are accepted for file and',
    '  stdin format.',
    '',
    '  Valid resource types are:',
    '',
    ...kinds,
    '',
    `  The resource type is ${newer ? 'case-insensitive' : 'case insensitive'} and may be pluralized.`,
    '',
    '  Attempting to get resources that do not exist will simply return no results.',
    '',
    '  When getting resources by type, only a single type may be specified at a',
    '  time.  The name and other identifiers (hostname, scope) are optional, and are',
    '  wildcarded when omitted. Thus if you specify no identifiers at all (other',
    '  than type), then all configured resources of the requested type will be',
    '  returned.',
    '',
    '  By default the results are output in a ps-style table output.  There are',
    '  alternative ways to display the data using the --output option:',
    '',
    '    ps                    Display the results in ps-style output.',
    '    wide                  As per the ps option, but includes more headings.',
    '    custom-columns        As per the ps option, but only display the columns',
    '                          that are requested in the comma-separated list.',
    '    go-template           Display the results using the specified golang',
    '                          template.  This can be used to filter results, for',
    '                          example to return a specific value.',
    '    go-template-file      Display the results using the golang template that is',
    '                          contained in the specified file.',
    '    yaml                  Display the results in YAML output format.',
    '    json                  Display the results in JSON output format.',
    '',
    '  Note that the data output using YAML or JSON format is always valid to use as',
    '  input to all of the resource management commands (create, apply, replace,',
    '  delete, get).',
    '',
    '  Please refer to the docs at https://docs.projectcalico.org for more details on',
    '  the output formats, including example outputs, resource structure (required',
    '  for the golang template definitions) and the valid column names (required for',
    '  the custom-columns option).',
    '',
  ]
}

/** What a wrong command name is answered with. */
export function unknownCommand(name: string, era: Era): string {
  return `${sentence(era, `Unknown command: "${name}"`)}\n${mainHelp(era)}\n`
}
