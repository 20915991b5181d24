/** In UTF-16 units. A line of a document is called `adjustment/` and the id: together they have the 256 of any id. */
export const adjustmentLimits = { idLength: 200, labelLength: 256 } as const
