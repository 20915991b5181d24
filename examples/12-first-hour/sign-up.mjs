// #region sign-up
import { billing, pool } from './billing.mjs'

for (const account of ['acme', 'globex']) {
  await billing.subscriptions.start({ key: `sign-up/${account}`, id: account, account, plan: 'pro', from: '2025-10-01', zone: 'Europe/Berlin' })
}
const { items } = await billing.subscriptions.list()
console.log(items.map(({ account, plan, from }) => `${account} has ${plan} from ${from}`).join('\n'))
await pool.end()
// #endregion sign-up
