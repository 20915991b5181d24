#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { runCommand } from './command/run-command.js'
import { processTerminal } from './command/terminal.js'

// One folder above, as source and as built.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }

process.exitCode = await runCommand(process.argv.slice(2), processTerminal(), version)
