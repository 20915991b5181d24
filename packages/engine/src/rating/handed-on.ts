import type { CarryRecord } from '@farthing/ports'

/** What a period hands on; its hash and document come when it is billed. */
export type HandedOn = Omit<CarryRecord, 'hash' | 'document'>
