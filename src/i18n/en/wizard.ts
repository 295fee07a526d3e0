/** Texts of the questions. */
export const wizard = {} as const
