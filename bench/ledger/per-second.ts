/** How many pieces a second, when `workers` take the next piece each time they are done. */
export async function perSecond(pieces: number, workers: number, work: (piece: number, worker: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (next < pieces) {
        next += 1
        await work(next - 1, worker)
      }
    }),
  )
  return pieces / ((performance.now() - start) / 1_000)
}
