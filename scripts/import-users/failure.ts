/** Ends the script with one line that says why. */
export class Failure extends Error {}
