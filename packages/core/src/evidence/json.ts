/** What a record may hold. A number is a safe integer or has at most 15 significant digits; money and quantities are strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }
