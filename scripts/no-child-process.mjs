// Stands in for node:child_process inside commander, which would load it at every start for subcommands that are programs of
// their own: the wizard has none.
export function spawn() {
  throw new Error('commander starts no program here')
}
