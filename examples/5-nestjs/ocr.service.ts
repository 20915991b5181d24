import { tracker } from './billing.js'

export interface Scan {
  readonly organization: string
  readonly file: string
}

export interface ScanResult {
  readonly text: string
  readonly pages: number
}

// #region decorator
export class OcrService {
  /** Counted by its pages, once it has worked; a scan that fails costs nothing. */
  @tracker.trackUsage<OcrService, [Scan], Promise<ScanResult>>('OCR_SCAN', {
    account: ({ args: [{ organization }] }) => organization,
    quantity: ({ result }) => `${result?.pages ?? 0}`,
    metadata: ({ args: [{ file }] }) => ({ file }),
  })
  async scanReceipt({ file }: Scan): Promise<ScanResult> {
    if (file === 'broken.pdf') throw new Error('the file is broken')
    return Promise.resolve({ text: `text of ${file}`, pages: 1 })
  }
}
// #endregion decorator
