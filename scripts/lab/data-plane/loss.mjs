// From silences of pairs to figures of a move: what each class of pairs lost, and in which stage the longest silence began.

const PAIR_CLASSES = ['rr-rr', 'rr-client', 'cross']

/**
 * @param pairs what the probers measured (see probes.mjs)
 * @param stages [{ title, start }] in milliseconds since the epoch, in order
 * @param end when observation ended
 * @param crossFrom from when on pairs across racks count: before, on this fabric, they do not work at all. A silence that is as
 *        old as the mesh is not the move's: the forecast does not count it either ("no route today")
 */
export function lossOfMove({ pairs, stages, end, crossFrom }) {
  const start = stages[0].start
  const rows = pairs.map((pair) => {
    const from = pair.class === 'cross' ? crossFrom : start
    const silences = pair.class === 'cross' ? pair.silences.filter((one) => one.start >= from) : pair.silences
    const counted = from === undefined ? [] : silences.map((one) => clip(one, from, end)).filter(Boolean)
    const total = counted.reduce((sum, one) => sum + (one.end - one.start), 0)
    const longest = counted.reduce(
      (max, one) => (one.end - one.start > (max ? max.end - max.start : 0) ? one : max),
      undefined,
    )
    return { ...pair, total, longest, lostProbes: counted.reduce((sum, one) => sum + one.probes, 0), counted }
  })
  const classes = {}
  for (const name of [...PAIR_CLASSES, 'staying']) {
    // Inside the rack whose nodes keep their AS: a class of its own beside the others, because it has a bar of its own.
    const members = rows.filter((row) => (name === 'staying' ? row.staying : row.class === name))
    const worstRow = members.reduce((max, row) => (length(row.longest) > length(max?.longest) ? row : max), undefined)
    classes[name] = {
      pairs: members.length,
      counted: name !== 'cross' || crossFrom !== undefined,
      medianSeconds: seconds(median(members.map((row) => row.total))),
      worstSeconds: seconds(Math.max(0, ...members.map((row) => row.total))),
      longestSeconds: seconds(length(worstRow?.longest)),
      longestStage: worstRow?.longest ? stageAt(stages, worstRow.longest.start) : undefined,
      longestPair: worstRow?.longest ? `${worstRow.from}>${worstRow.to}` : undefined,
      lostProbes: members.reduce((sum, row) => sum + row.lostProbes, 0),
    }
  }
  return { classes, byStage: lossByStage(rows, stages, end) }
}

/** Longest loss of one pair inside each stage, by class: what the forecast of a stage is held against. */
function lossByStage(rows, stages, end) {
  return stages.map((stage, index) => {
    const until = stages[index + 1]?.start ?? end
    const inside = {}
    for (const name of PAIR_CLASSES) {
      const sums = rows
        .filter((row) => row.class === name)
        .map((row) =>
          row.counted
            // A silence belongs to the stage in which it began, however long it lasts.
            .filter((one) => one.start >= stage.start && one.start < until)
            .reduce((sum, one) => sum + (one.end - one.start), 0),
        )
      inside[name] = seconds(Math.max(0, ...sums))
    }
    return { stage: stage.title, ...inside }
  })
}

function clip(silence, from, to) {
  const start = Math.max(silence.start, from)
  const end = Math.min(silence.end, to)
  if (end <= start) return undefined
  return { ...silence, start, end }
}

const length = (silence) => (silence ? silence.end - silence.start : 0)
const seconds = (ms) => Math.round(ms / 10) / 100

function stageAt(stages, time) {
  let title = stages[0].title
  for (const stage of stages) if (stage.start <= time) title = stage.title
  return title
}

export function median(values) {
  if (values.length === 0) return 0
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
