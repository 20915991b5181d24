import type { ControlContents, ControlRecord, ControlRecordKind, Stores } from '@farthing/ports'

/** Keeps a step and gives what leads a command back to it, whatever steps follow. */
export async function keepStep({ controls }: Stores, record: ControlRecord): Promise<string> {
  await controls.append(record)
  return JSON.stringify([record.id, record.revision])
}

/** What a step has kept; `undefined` where there is none. */
export async function keptStep<K extends ControlRecordKind>({ controls }: Stores, kind: K, reference: string): Promise<ControlContents[K] | undefined> {
  const [id, revision] = JSON.parse(reference) as [string, number]
  return (await controls.history(kind, id))[revision - 1]?.content
}
