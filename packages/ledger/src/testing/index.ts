export { arbitraryCharge, arbitraryCurrency, arbitraryInvoiceInput, arbitraryRounding } from './arbitrary-charges.js'
export { assertInvoiceAddsUp, assertOrderFree, assertRoundedOnce } from './invoice-laws.js'
export { assertBalanced } from './book-laws.js'
export { sampleBook } from './book-sample.js'
