/** What a real process writes on its terminal when it waits for the signal of its case. */
export const SIGNAL_ME = 'signal me now'
