/** Help. */
export const wizardHelp = {} as const
