/** The page that says what to do about each alarm, in a chapter `#<alarm>`; a path within this package. */
export const RUNBOOK = 'docs/how-to/operate.md';
