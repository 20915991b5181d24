/** The least of some ranks, in the logarithm of their number: a binary heap in an array. */
export type RankHeap = number[]

export function pushRank(heap: RankHeap, rank: number): void {
  let at = heap.push(rank) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if ((heap[parent] ?? 0) <= rank) break
    heap[at] = heap[parent] ?? 0
    at = parent
  }
  heap[at] = rank
}

/** Takes the least rank away. */
export function popRank(heap: RankHeap): void {
  const moved = heap.pop()
  if (moved === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1
    if ((heap[child] ?? 0) >= moved) break
    heap[at] = heap[child] ?? 0
    at = child
  }
  heap[at] = moved
}
