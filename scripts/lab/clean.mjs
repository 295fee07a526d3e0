#!/usr/bin/env node
// Removes what crashed labs left behind: processes, network namespaces, directories. `--all` also stops running labs.

import { cleanLeftovers } from './workdir.mjs'

const labs = await cleanLeftovers({ all: process.argv.includes('--all'), log: console.log })
console.log(labs === 0 ? 'nothing left behind' : `${labs} cleaned`)
