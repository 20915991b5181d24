import { createHash } from 'node:crypto'
import type { Digest } from '@farthing/core'
import { assembleInvoice, taxRequestOf, type DraftInvoice, type InvoiceInput } from '@farthing/ledger'
import type { Bench, Figure } from './bench.js'
import { decimalInvoice } from './invoicing/decimal-invoice.js'
import { answerer, sampleInvoices } from './invoicing/sample-invoices.js'
import { exponent, median, timed } from './metering/measure.js'

const different = 1_000
const total = 100_000
const lines = 20
const rounds = 5
/** The platform's own digest, as the engine uses it. */
const digest: Digest = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())

/**
 * Invoices of 20 lines with tax at two rates, promotional and paid credit, in memory: the request for taxes, its answer, the assembled document with its hash.
 * The peer does only the arithmetic and comes to the same totals, which is checked before the clock runs.
 */
export const bench: Bench = async () => {
  const inputs = sampleInvoices(different, lines)
  for (const input of inputs) refuseDifference(input)
  const ours: number[] = []
  const peer: number[] = []
  // In turns, so that a slow moment meets both.
  for (let round = 0; round < rounds; round += 1) {
    ours.push(timed(() => repeat(inputs, total / rounds, assembled)).processor)
    peer.push(timed(() => repeat(inputs, total / rounds, decimalInvoice)).processor)
  }
  const each = total / rounds
  const sizes = [10, 100, 1_000, 10_000].map((size) => ({ size, seconds: perInvoice(size) }))
  return [
    { name: 'invoices of 20 lines with tax and credit, 0.1M', value: each / median(ours), unit: 'invoices/s of processor' },
    { name: 'decimal.js, arithmetic only, 0.1M', value: each / median(peer), unit: 'invoices/s of processor' },
    { name: 'decimal.js / ours', value: median(peer) / median(ours), unit: '×' },
    ...sizes.map(({ size, seconds }): Figure => ({ name: `cost of a line, ${size} lines`, value: (seconds / size) * 1e6, unit: 'µs of processor' })),
    { name: 'growth from 10 to 10,000 lines', value: exponent(sizes), unit: 'exponent; 1 is a flat cost for a line' },
  ]
}

function assembled(input: InvoiceInput): DraftInvoice {
  const request = taxRequestOf(input, digest)
  if (request === undefined) throw new Error('the sample is taxed')
  return assembleInvoice({ ...input, terms: { ...input.terms, taxAnswer: answerer(request, digest) } }, digest)
}

/** Keeps what comes out, so that no invoice is optimised away. */
function repeat(inputs: readonly InvoiceInput[], count: number, work: (input: InvoiceInput) => { readonly lines: readonly unknown[] }): number {
  let kept = 0
  for (let done = 0; done < count; done += inputs.length) for (const input of inputs) kept += work(input).lines.length
  return kept
}

/** Seconds of one invoice of so many lines: the median of three rounds over 20,000 lines together. */
function perInvoice(size: number): number {
  const inputs = sampleInvoices(Math.max(1, 20_000 / size), size)
  const seconds = [0, 1, 2].map(() => timed(() => repeat(inputs, inputs.length, assembled)).processor)
  return median(seconds) / inputs.length
}

function refuseDifference(input: InvoiceInput): void {
  const { net, tax, gross, payable } = assembled(input).totals
  const peer = decimalInvoice(input)
  const figures = [[net, peer.net], [tax, peer.tax], [gross, peer.gross], [payable, peer.payable]] as const
  for (const [own, other] of figures) if (own !== other) throw new Error(`decimal.js gives ${other} where we give ${own} for ${input.account}`)
}
