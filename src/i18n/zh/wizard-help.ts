/** 说明。 */
export const wizardHelp = {}
