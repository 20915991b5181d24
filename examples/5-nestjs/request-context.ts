import type { ExecutionContext } from '@nestjs/common'

/** Whose request it is. An application takes it from its session, not from a header that anybody can set. */
export function organizationOf(context: ExecutionContext): string {
  const { headers } = context.switchToHttp().getRequest<{ readonly headers: Readonly<Record<string, string | undefined>> }>()
  return headers['x-organization'] ?? ''
}
