/** The budgets of a run, in milliseconds: no run takes longer on the way forward, and the way back has its own (G12, G18). */
export const budgets = { forward: 6 * 3_600_000, back: 3_600_000 } as const
