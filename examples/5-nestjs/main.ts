import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { AppModule } from './app.module.js'
import { billing } from './billing.js'

await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'starter', from: '2026-10-01', zone: 'UTC' })

const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false })
await app.listen(0, '127.0.0.1')
const url = await app.getUrl()

async function call(method: string, path: string): Promise<void> {
  const response = await fetch(`${url}/${path}`, { method, headers: { 'X-Organization': 'acme' } })
  console.log(`${method} /${path} → ${response.status} ${await response.text()}`)
}

await call('GET', 'receipts')
await call('POST', 'receipts/a.pdf')
await call('POST', 'receipts/broken.pdf')
await call('POST', 'receipts/b.pdf')
await call('POST', 'receipts/c.pdf')
await call('GET', 'usage/acme')

await app.close()
