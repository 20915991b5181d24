/**
 * How often a law is tried whose every run assembles whole documents with all terms on them, several times: 10 to 25 ms. `LAW_RUNS=1000 npm test` tries each a
 * thousand times.
 */
export const lawRuns = Number(process.env['LAW_RUNS'] ?? '400')
