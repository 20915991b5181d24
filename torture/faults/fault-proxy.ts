import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageSplitter } from './message-splitter.js'

export type Direction = 'to server' | 'to client'

/** What befalls one message: the connection ends before it, it and all after it vanish in silence, or it comes late. */
export interface NetworkFault {
  readonly direction: Direction
  readonly message: number
  readonly kind: 'drop' | 'blackhole' | 'delay'
}

export interface FaultProxy {
  readonly port: number
  /** Starts counting messages anew, with this fault ahead or none. */
  arm(fault?: NetworkFault): void
  /** Messages since `arm`. */
  counts(): Readonly<Record<Direction, number>>
  /** Ends what is open, as a network does in the end. */
  heal(): void
  close(): Promise<void>
}

const delayMs = 30

/** A proxy that knows where messages begin and end, and does harm at one of them. */
export async function startFaultProxy(serverPort: number): Promise<FaultProxy> {
  const open = new Set<Socket>()
  let counts = { 'to server': 0, 'to client': 0 }
  let armed: NetworkFault | undefined

  function faultAt(direction: Direction): NetworkFault['kind'] | undefined {
    const message = counts[direction]++
    return armed?.direction === direction && armed.message === message ? armed.kind : undefined
  }

  function pipe(pair: readonly [from: Socket, to: Socket], direction: Direction, state: { isSwallowed: boolean }): void {
    const [from, to] = pair
    const split = messageSplitter({ startsUntyped: direction === 'to server' })
    let turn = Promise.resolve()
    const forward = async (message: Buffer): Promise<void> => {
      if (state.isSwallowed) return
      const kind = faultAt(direction)
      if (kind === 'blackhole') state.isSwallowed = true
      if (kind === 'drop') for (const socket of pair) socket.destroy()
      if (kind === 'blackhole' || kind === 'drop') return
      if (kind === 'delay') await sleep(delayMs)
      if (!to.destroyed) to.write(message)
    }
    from.on('data', (chunk) => {
      for (const message of split(chunk)) turn = turn.then(() => forward(message))
    })
    from.on('close', () => void turn.then(() => to.destroy()))
    from.on('error', () => undefined)
  }

  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1')
    for (const socket of [client, server]) {
      open.add(socket.setNoDelay(true))
      socket.on('close', () => open.delete(socket))
    }
    const state = { isSwallowed: false }
    pipe([client, server], 'to server', state)
    pipe([server, client], 'to client', state)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  const heal = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    arm(fault) {
      counts = { 'to server': 0, 'to client': 0 }
      armed = fault
    },
    counts: () => ({ ...counts }),
    heal,
    async close() {
      heal()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
