import { runUntilKilled, type KillOrder } from './killed-process.js'

await runUntilKilled(JSON.parse(process.argv[2] ?? '{}') as KillOrder)
