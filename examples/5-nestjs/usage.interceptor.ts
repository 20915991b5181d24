import { SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import { tap, type Observable } from 'rxjs'
import { tracker } from './billing.js'
import { organizationOf } from './request-context.js'

const counted = 'usage:feature'

/** Says what a call of a handler is counted as. */
export const Counted = (feature: string) => SetMetadata(counted, feature)

// #region interceptor
/** Reports each call of a handler that answered, for the organization of its request. It neither waits nor fails. */
export class UsageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const feature: unknown = Reflect.getMetadata(counted, context.getHandler())
    if (typeof feature !== 'string') return next.handle()
    return next.handle().pipe(tap({ complete: () => tracker.track({ feature, account: organizationOf(context), metadata: { handler: context.getHandler().name } }) }))
  }
}
// #endregion interceptor
