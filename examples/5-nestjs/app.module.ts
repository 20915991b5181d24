import { Controller, Get, Headers, Inject, Module, Param, Post, UnprocessableEntityException, UseGuards, type OnApplicationShutdown } from '@nestjs/common'
import { APP_INTERCEPTOR } from '@nestjs/core'
import { billing, tracker } from './billing.js'
import { OcrService, type ScanResult } from './ocr.service.js'
import { QuotaGuard } from './quota.guard.js'
import { Counted, UsageInterceptor } from './usage.interceptor.js'

@Controller()
class ReceiptController {
  constructor(@Inject(OcrService) private readonly ocr: OcrService) {}

  @Post('receipts/:file')
  @UseGuards(QuotaGuard('OCR_SCAN'))
  scan(@Headers('x-organization') organization: string, @Param('file') file: string): Promise<ScanResult> {
    return this.ocr.scanReceipt({ organization, file }).catch((error: unknown) => {
      throw new UnprocessableEntityException(error instanceof Error ? error.message : 'the scan failed')
    })
  }

  @Get('receipts')
  @Counted('API_CALL')
  list(): readonly string[] {
    return ['a.pdf', 'b.pdf']
  }

  @Get('usage/:organization')
  async usage(@Param('organization') subscription: string): Promise<object> {
    await tracker.flush()
    const { total, currency, charges } = await billing.quotes.estimate({ subscription, period: '2026-10' })
    return { total, currency, used: Object.fromEntries(charges.map(({ component, quantity }) => [component, quantity])) }
  }
}

// #region module
@Module({
  controllers: [ReceiptController],
  providers: [OcrService, { provide: APP_INTERCEPTOR, useClass: UsageInterceptor }],
})
export class AppModule implements OnApplicationShutdown {
  /** What is still in memory when the application ends is sent first. */
  async onApplicationShutdown(): Promise<void> {
    const { kept, dropped } = await tracker.close()
    console.log(`at the end: ${kept} reports kept, ${dropped} dropped`)
  }
}
// #endregion module
