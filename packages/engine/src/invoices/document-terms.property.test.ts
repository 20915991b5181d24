import { describe, it } from 'vitest'
import { checkDocumentTerms } from '../test/laws/document-terms-law.js'
import { inMemory } from '../test/laws/law-subject.js'

describe('documents, whatever people decide about them and in whatever order', () => {
  // Fewer than 1,000: a run is a life of up to eight commands and two invoices.
  it('are what their preview said, add up, verify, keep their bytes, and take what is given once (V-PREVIEW, V-FROZEN)', () => checkDocumentTerms(inMemory, 60))
})
