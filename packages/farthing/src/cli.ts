#!/usr/bin/env node
import { runCommand } from './command/run-command.js'
import { processTerminal } from './command/terminal.js'

process.exitCode = await runCommand(process.argv.slice(2), processTerminal())
