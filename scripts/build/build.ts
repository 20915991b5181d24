import { buildPackages } from './build-packages.js'

const failures = await buildPackages()
for (const failure of failures) console.error(`${failure.package}\n${failure.output}`)
process.exitCode = failures.length === 0 ? 0 : 1
