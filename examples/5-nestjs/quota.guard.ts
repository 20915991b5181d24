import { ForbiddenException, mixin, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common'
import { billing, tracker } from './billing.js'
import { organizationOf } from './request-context.js'

// #region guard
/** Lets a request through as long as its organization has some of the feature left. */
export function QuotaGuard(feature: string): Type<CanActivate> {
  class Guard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const account = organizationOf(context)
      // An answer of the last second will do in an application; here each request has to see the one before.
      await tracker.flush()
      const { hasQuota, displayName, used, included, resetsAt } = await billing.quotas.check({ account, feature })
      if (!hasQuota) throw new ForbiddenException(`${displayName}: ${used} of ${included ?? 'any'} are used until ${resetsAt.slice(0, 10)}`)
      return true
    }
  }
  return mixin(Guard)
}
// #endregion guard
