/** Who may approve a refund: another person than who asked for it, or anybody. */
export type RefundApproval = 'another_person' | 'anybody'
