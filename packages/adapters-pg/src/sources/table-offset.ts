import { fail } from '@farthing/core'

/**
 * How far a table has been read.
 *
 * A *pass* goes through the whole table in the order in which rows lie on disk, and takes the rows that were written by transactions from `low` up to
 * `high`, below which all had ended when it began. Rows that are written later have higher ids, and are for the next pass.
 */
export interface TableOffset {
  /** Line of transaction ids that `low` and `high` belong to: after a restore they mean nothing. */
  readonly line: string
  readonly low: string
  /** The pass that is under way; none between passes. */
  readonly pass?: { readonly high: string; readonly file: string; readonly place: Place }
}

/** Where a row lies: the last one that was read. */
export interface Place {
  readonly block: number
  readonly item: number
}

const form = /^t1:([0-9]{1,20}\/[0-9A-F]{8}):([0-9]{1,19})(?::([0-9]{1,19}):([0-9]{1,10}):([0-9]{1,10}):([0-9]{1,5}))?$/

export function writeOffset({ line, low, pass }: TableOffset): string {
  return pass === undefined ? `t1:${line}:${low}` : `t1:${line}:${low}:${pass.high}:${pass.file}:${pass.place.block}:${pass.place.item}`
}

/** @throws `source.offset_unknown` */
export function readOffset(text: string): TableOffset {
  const [, line, low, high, file, block, item] = (text.length <= 256 ? form.exec(text) : null) ?? []
  if (line === undefined || low === undefined) return fail('source.offset_unknown', { field: 'after', because: 'is no offset of a table', facts: { after: text.slice(0, 80) } })
  if (high === undefined || file === undefined) return { line, low }
  return { line, low, pass: { high, file, place: { block: Number(block), item: Number(item) } } }
}
