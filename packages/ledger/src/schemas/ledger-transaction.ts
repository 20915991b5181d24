import { hashSchema, identifierSchema, instantSchema, localDateSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { chartOfAccounts, type LedgerRole } from '../book/chart-of-accounts.js'
import { checkLedgerTransaction, type LedgerTransaction } from '../book/ledger-transaction.js'
import { ledgerTransactionKinds, type LedgerTransactionKind } from '../book/transaction-kinds.js'
import { refused } from './refused.js'

export const ledgerAccountSchema = z
  .strictObject({
    role: z.enum(Object.keys(chartOfAccounts) as [LedgerRole, ...LedgerRole[]]),
    account: identifierSchema.exactOptional(),
    routing: identifierSchema.exactOptional(),
  })
  .readonly()

export const ledgerEntrySchema = z
  .strictObject({ account: ledgerAccountSchema, currency: z.string(), amountMinor: z.string(), item: identifierSchema.exactOptional() })
  .readonly()

/** A balanced transaction: what `checkLedgerTransaction` refuses, the schema refuses. */
export const ledgerTransactionSchema = z
  .strictObject({
    id: hashSchema,
    tenant: identifierSchema,
    kind: z.enum(Object.keys(ledgerTransactionKinds) as [LedgerTransactionKind, ...LedgerTransactionKind[]]),
    key: identifierSchema,
    reference: identifierSchema,
    bookedAt: instantSchema,
    accountingDate: localDateSchema,
    actor: identifierSchema,
    correlation: identifierSchema,
    cause: z.string().exactOptional(),
    corrects: hashSchema.exactOptional(),
    fingerprint: hashSchema,
    entries: z.array(ledgerEntrySchema).readonly(),
  })
  .readonly()
  .superRefine(refused((transaction: LedgerTransaction) => checkLedgerTransaction(transaction)))
