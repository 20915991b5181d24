/* npm run torture: long random histories under faults. There are none yet, and a run that did nothing must not look like one that passed. */

console.error('There is nothing to torture yet.')
process.exitCode = 1
