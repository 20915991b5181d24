/**
 * How often a law is tried whose every run is a life of an engine over a storage: each takes 4 to 15 ms, a hundred times that of a law of arithmetic, and there
 * are dozens of such laws. `LAW_RUNS=1000 npm test` tries each a thousand times.
 */
export const lawRuns = Number(process.env['LAW_RUNS'] ?? '400')
