/** Types of columns whose values are sent as arrays, one array for each column of a batch. */
export type ArrayType = 'bytea' | 'bool' | 'int4' | 'json' | 'text' | 'timestamptz'

/** An element: bytes as hexadecimal digits, JSON as its text, an instant as it is written everywhere; null for NULL. */
export type ArrayValue = string | number | boolean | null
