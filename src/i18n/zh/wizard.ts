/** 提问。 */
export const wizard = {}
