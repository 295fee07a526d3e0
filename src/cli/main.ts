/** Entry of the command line. */
export async function main(_argv: string[]): Promise<void> {}
