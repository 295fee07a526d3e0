import { resolve } from 'node:path'
import { placeFlags } from '../model/place-flags.ts'
import { quoteArgument } from '../views/shell.ts'
import type { RawOptions } from './options.ts'

type PlaceFlag = (typeof placeFlags)[number][0]

/** Where a command of ours was told to look. */
export type Places = Pick<RawOptions, PlaceFlag>

const program = 'calico-rr-wizard'
const ofKubectl: readonly PlaceFlag[] = ['kubeconfig', 'context']
const anywhere: readonly PlaceFlag[] = []
const taken: Record<string, readonly PlaceFlag[]> = {
  // These read the state directory and no cluster.
  status: ['stateDir'],
  bundle: ['stateDir'],
  'support-bundle': ['stateDir'],
  rehearse: anywhere,
  forecast: anywhere,
}
const wherever = placeFlags.map(([name]) => name)

// A command stands at the end of what is advised; on another host other places hold.
const advised = /^(?!on \S+: )(?:.*: )?((?:calico-rr-wizard|kubectl)(?= |$).*)$/s

/**
 * A command of ours as it has to be typed to find the same runs and the same cluster.
 * @param words verb and arguments, "resume 20261123-171500-ab12"; none for the wizard itself
 */
export function ownCommand(words: string, places: Places): string {
  return withPlaces(words === '' ? program : `${program} ${words}`, places)
}

/** An advice in English; where it ends with a command of ours or of kubectl, that is made complete. */
export function completeAdvice(text: string, places: Places): string {
  const [, command] = advised.exec(text) ?? []
  // What is piped or looked up would not be the same with more words behind it.
  if (command === undefined || /[>|]| --help/.test(command)) return text
  return text.slice(0, text.length - command.length) + withPlaces(command, places)
}

/** The same flags, of a command line that was not understood, or not read so far. */
export function placesIn(argv: readonly string[]): Places {
  const places: Places = {}
  for (const [name, flag] of placeFlags) {
    const at = argv.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`))
    const value = argv[at] === flag ? argv[at + 1] : argv[at]?.slice(flag.length + 1)
    if (value) places[name] = name === 'stateDir' ? resolve(value) : value
  }
  return places
}

function withPlaces(command: string, places: Places): string {
  const [tool, verb = ''] = command.split(' ')
  const flags = tool === program ? (taken[verb] ?? wherever) : ofKubectl
  const missing = placeFlags.flatMap(([name, flag]) => {
    const value = places[name]
    return value === undefined || !flags.includes(name) || command.includes(` ${flag} `)
      ? []
      : [flag, quoteArgument(value)]
  })
  return [command, ...missing].join(' ')
}
